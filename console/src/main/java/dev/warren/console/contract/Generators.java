package dev.warren.console.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.naming.CleanSchemaDefinitionNamingStrategy;
import com.github.victools.jsonschema.generator.naming.DefaultSchemaDefinitionNamingStrategy;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.lang.reflect.AnnotatedType;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The library's generator, set so that it sees classes as the codec does. */
final class Generators {
    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    private Generators() {}

    static SchemaGenerator of(SchemaVersion version) {
        SchemaGeneratorConfigBuilder settings = new SchemaGeneratorConfigBuilder(version, OptionPreset.PLAIN_JSON)
                .without(Option.ADDITIONAL_FIXED_TYPES, Option.FLATTENED_ENUMS)
                .with(
                        Option.FLATTENED_OPTIONALS,
                        Option.DEFINITIONS_FOR_MEMBER_SUPERTYPES,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                .with(new JacksonModule(JacksonOption.RESPECT_JSONPROPERTY_ORDER));
        ScalarSchemas scalars = new ScalarSchemas();
        settings.forTypesInGeneral()
                .withCustomDefinitionProvider((type, context) -> scalars.of(type.getErasedType())
                        .map(schema -> new CustomDefinition(schema, true))
                        .orElse(null))
                .withDefinitionNamingStrategy(new CleanSchemaDefinitionNamingStrategy(
                        new DefaultSchemaDefinitionNamingStrategy(), name -> name.replaceAll("[^A-Za-z0-9._-]+", "-")));
        settings.forFields()
                .withRequiredCheck(Generators::isRequired)
                .withNullableCheck(field -> !isPrimitive(field) && !isNeverNull(field));
        return new SchemaGenerator(settings.build());
    }

    private static boolean isRequired(FieldScope field) {
        JsonProperty named = field.getAnnotationConsideringFieldAndGetter(JsonProperty.class);
        if (named != null && named.required()) {
            return true;
        }
        boolean ofARecord = field.getRawMember().getDeclaringClass().isRecord();
        return isPrimitive(field) ? ofARecord : isNeverNull(field);
    }

    private static boolean isPrimitive(FieldScope field) {
        return field.getRawMember().getType().isPrimitive();
    }

    private static boolean isNeverNull(FieldScope field) {
        AnnotatedType type = field.getRawMember().getAnnotatedType();
        return isNullMarked(field.getRawMember().getDeclaringClass())
                && !OPTIONALS.contains(field.getRawMember().getType())
                && !type.isAnnotationPresent(Nullable.class);
    }

    /** The nearest mark counts, from the class outwards to its package. */
    private static boolean isNullMarked(Class<?> declaring) {
        for (Class<?> type = declaring; type != null; type = type.getEnclosingClass()) {
            if (type.isAnnotationPresent(NullUnmarked.class)) {
                return false;
            }
            if (type.isAnnotationPresent(NullMarked.class)) {
                return true;
            }
        }
        return declaring.getPackage() != null && declaring.getPackage().isAnnotationPresent(NullMarked.class);
    }
}
