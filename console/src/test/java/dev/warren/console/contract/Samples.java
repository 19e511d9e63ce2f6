package dev.warren.console.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Payload classes with a field of everything, and random payloads of them. */
final class Samples {
    enum Priority {
        LOW,
        @JsonProperty("very-high")
        HIGH
    }

    enum Unit {
        GRAM("g"),
        POUND("lb");

        private final String symbol;

        Unit(String symbol) {
            this.symbol = symbol;
        }

        @JsonValue
        String symbol() {
            return symbol;
        }
    }

    record Numbers(
            byte int8,
            short int16,
            int int32,
            long int64,
            Integer boxed,
            @Nullable Long maybeNull,
            float binary32,
            double binary64,
            boolean truth,
            BigInteger big,
            BigDecimal decimal,
            OptionalInt maybeInt,
            OptionalLong maybeLong,
            OptionalDouble maybeDouble) {}

    record Times(
            Instant instant,
            OffsetDateTime offset,
            LocalDate date,
            LocalDateTime local,
            LocalTime time,
            YearMonth month,
            Duration duration,
            @Nullable Duration maybe,
            Optional<Instant> optional) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Texts(
            String text,
            @Nullable String maybeNull,
            Optional<String> optional,
            char letter,
            UUID uuid,
            Priority priority,
            @Nullable Priority maybePriority,
            Unit unit,
            byte[] bytes,
            @JsonProperty("other-name") String renamed,
            @JsonIgnore @Nullable String ignored) {}

    record Line(String article, int count) {}

    record Page<T>(List<T> items, @Nullable T last) {}

    record Tree(String name, List<Tree> below, @Nullable Tree twin) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Card.class, name = "card"),
        @JsonSubTypes.Type(value = Cash.class, name = "cash")
    })
    sealed interface Payment {}

    record Card(String number) implements Payment {}

    record Cash(long cents) implements Payment {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Order(
            Page<Line> lines,
            Map<String, BigDecimal> prices,
            Map<Priority, Line> byPriority,
            Tree tree,
            @Nullable Payment payment,
            List<String> notes,
            int[] codes,
            @Nullable Object anything) {}

    static final List<Class<? extends Record>> CLASSES =
            List.of(Numbers.class, Times.class, Texts.class, Line.class, Tree.class, Order.class);

    private static final List<String> TEXTS =
            List.of("", "a", "Grüße", "你好", "😀", "\u0000", "\"quoted\"\n", "null", "2026-11-22", "x".repeat(300));

    private final Random random;

    Samples(long seed) {
        this.random = new Random(seed);
    }

    /** A random instance of a record, by its components. */
    <R extends Record> R of(Class<R> type) {
        return type.cast(record(type, null, 0));
    }

    private Object record(Class<?> type, @Nullable ParameterizedType generic, int depth) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            boolean mayBeNull = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
            Type exact = resolved(components[i].getGenericType(), generic);
            values[i] = mayBeNull && (depth > 2 || random.nextInt(3) == 0) ? null : value(exact, depth + 1);
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't make a " + type, e);
        }
    }

    /** {@code T} of a {@code Page<Line>} is a line; there are no other variables here. */
    private static Type resolved(Type type, @Nullable ParameterizedType generic) {
        if (generic == null) {
            return type;
        }
        Type argument = generic.getActualTypeArguments()[0];
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return new ListOf(argument);
        }
        return argument;
    }

    private record ListOf(Type element) implements Type {}

    private @Nullable Object value(Type type, int depth) {
        if (type instanceof ListOf list) {
            return list(list.element(), depth);
        }
        if (type instanceof ParameterizedType generic) {
            return generic(generic, depth);
        }
        return value((Class<?>) type, depth);
    }

    private Object generic(ParameterizedType type, int depth) {
        Type first = type.getActualTypeArguments()[0];
        if (type.getRawType() == Optional.class) {
            return random.nextBoolean() ? Optional.empty() : Optional.ofNullable(value(first, depth));
        }
        if (type.getRawType() == List.class) {
            return list(first, depth);
        }
        if (type.getRawType() == Map.class) {
            return map(first, type.getActualTypeArguments()[1], depth);
        }
        return record((Class<?>) type.getRawType(), type, depth);
    }

    @SuppressWarnings("NullAway") // no value of a type is null
    private Map<Object, Object> map(Type key, Type value, int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put(value(key, depth), value(value, depth));
        }
        return map;
    }

    private List<@Nullable Object> list(Type element, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = depth > 3 ? 0 : random.nextInt(3); i > 0; i--) {
            list.add(value(element, depth));
        }
        return list;
    }

    private @Nullable Object value(Class<?> type, int depth) {
        if (type.isRecord()) {
            return record(type, null, depth);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[random.nextInt(2)];
        }
        if (type == Payment.class) {
            return random.nextBoolean() ? new Card(text()) : new Cash(random.nextLong());
        }
        return switch (type.getSimpleName()) {
            case "byte" -> (byte) random.nextInt();
            case "short" -> (short) random.nextInt();
            case "int", "Integer" -> random.nextInt();
            case "long", "Long" -> random.nextLong() >> random.nextInt(64);
            case "float" -> random.nextFloat();
            case "double" -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            case "boolean" -> random.nextBoolean();
            case "char" -> (char) ('!' + random.nextInt(0x2000));
            case "BigInteger" -> new BigInteger(random.nextInt(300), random);
            case "BigDecimal" -> new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(50) - 25);
            case "OptionalInt" -> random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt());
            case "OptionalLong" -> random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong());
            case "OptionalDouble" ->
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextGaussian());
            case "String" -> text();
            case "UUID" -> new UUID(random.nextLong(), random.nextLong());
            case "Object" -> Map.of("a", List.of(1, "b"));
            case "byte[]" -> text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            case "int[]" -> random.ints(random.nextInt(4)).toArray();
            default -> time(type);
        };
    }

    private Object time(Class<?> type) {
        // Years 1 to 9999, which RFC 3339 can write.
        Instant instant = Instant.ofEpochSecond(
                random.nextLong(-62_135_596_800L, 253_402_300_799L),
                random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
        OffsetDateTime offset = instant.atOffset(ZoneOffset.UTC);
        return switch (type.getSimpleName()) {
            case "Instant" -> instant;
            case "OffsetDateTime" -> offset;
            case "LocalDate" -> offset.toLocalDate();
            case "LocalDateTime" -> offset.toLocalDateTime();
            case "LocalTime" -> offset.toLocalTime();
            case "YearMonth" -> YearMonth.from(offset);
            case "Duration" -> Duration.ofSeconds(random.nextLong() >> 20, random.nextInt(1_000_000_000));
            default -> throw new IllegalStateException("no sample of " + type);
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
