package dev.warren.topology;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.warren.topology";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.warren");

    @Test
    void valuesImportNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT, "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void onlyDeclareSpeaksAmqp() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".declare")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.rabbitmq.client..")
                .check(CLASSES);
    }

    @Test
    void onlyCheckSpeaksToTheManagementApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".check")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.rabbitmq.http..")
                .check(CLASSES);
    }

    @Test
    void theThreeUsesKnowTheValuesAndNotEachOther() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
        SlicesRuleDefinition.slices()
                .matching("dev.warren.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsForAndRefusesNulls() {
        Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(packages)
                .contains(ROOT, ROOT + ".declare", ROOT + ".definitions", ROOT + ".check")
                .allSatisfy(name -> assertThat(packageInfo(name).isAnnotationPresent(NullMarked.class))
                        .as(name)
                        .isTrue());
    }

    private static Class<?> packageInfo(String packageName) {
        try {
            return Class.forName(packageName + ".package-info");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(packageName + " has no package-info", e);
        }
    }
}
