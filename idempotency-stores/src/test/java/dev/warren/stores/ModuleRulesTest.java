package dev.warren.stores;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.warren.testsupport.PublicApi;
import dev.warren.topology.LaneName;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModuleRulesTest {
    private final JavaClasses module = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.warren.stores");

    @Test
    void knowsOfTheFrameworkOnlyThePortAndItsValues() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.warren.stores.outbox..") // which enqueues
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.rabbitmq..",
                        "com.fasterxml..",
                        "dev.warren.consume..",
                        "dev.warren.publish..",
                        "dev.warren.rabbit..",
                        "dev.warren.wire..")
                .check(module);
    }

    @Test
    void knowsOfTheTopologyOnlyTheNamesOfLanes() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.warren.stores.outbox..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.warren.topology..").and(not(equivalentTo(LaneName.class))))
                .check(module);
    }

    @Test
    void theOutboxKnowsHowToPublishAndNothingOfWorkers() {
        noClasses()
                .that()
                .resideInAPackage("dev.warren.stores.outbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.rabbitmq..", "com.fasterxml..", "dev.warren.consume..", "dev.warren.rabbit..")
                .check(module);
    }

    @Test
    void noStoreKnowsAnother() {
        slices().matching("dev.warren.stores.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage("dev.warren.stores.jdbc..")) // which they share
                .check(module);
    }

    @Test
    void whatTheStoresShareKnowsNoDatabase() {
        noClasses()
                .that()
                .resideInAPackage("dev.warren.stores")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.sqlite..",
                        "org.postgresql..",
                        "redis.clients..",
                        "dev.warren.stores.*..")
                .check(module);
    }

    @Test
    void aProgramWithADataSourceOfItsOwnNeedsNoDriverOfOurs() {
        noClasses()
                .that()
                .doNotHaveSimpleName("ServerAddress")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postgresql..")
                .check(module);
    }

    @Test
    void nothingPrints() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(module);
    }

    @Test
    void showsOnlyTheApprovedApi() {
        PublicApi.assertApproved(Path.of(""));
    }
}
