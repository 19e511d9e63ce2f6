package dev.warren.lanes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.warren.testsupport.PublicApi;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModuleRulesTest {
    private final JavaClasses module = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.warren.lanes");

    @Test
    void knowsNeitherAmqpNorThreadsNorTheClock() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.warren.lanes",
                        "dev.warren.topology",
                        "java.lang",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "org.jspecify.annotations")
                .andShould()
                .onlyDependOnClassesThat()
                .doNotHaveFullyQualifiedName("java.lang.Thread")
                .andShould()
                .onlyDependOnClassesThat()
                .doNotHaveFullyQualifiedName("java.util.Random")
                .andShould()
                .onlyDependOnClassesThat()
                .doNotHaveFullyQualifiedName("java.lang.System")
                .check(module);
    }

    @Test
    void showsOnlyTheApprovedApi() {
        PublicApi.assertApproved(Path.of(""));
    }
}
