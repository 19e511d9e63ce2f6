package dev.warren;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of this module, from the ground up: each imports only rooms below it. */
@AnalyzeClasses(
        packages = "dev.warren",
        importOptions = {ImportOption.DoNotIncludeTests.class, RoomsTest.DoNotIncludeSharedTestSupport.class})
class RoomsTest {
    /** It comes in a jar, which {@link ImportOption.DoNotIncludeTests} does not take for a test. */
    static final class DoNotIncludeSharedTestSupport implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/dev/warren/testsupport/");
        }
    }

    /** Who may look into a room. The wire writes decisions into messages, so outcome lies below it. */
    @ArchTest
    static final ArchRule eachImportsOnlyRoomsBelowIt = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.warren..")
            .layer("modules below")
            .definedBy("dev.warren", "dev.warren.topology..", "dev.warren.lanes..")
            .layer("turns")
            .definedBy("dev.warren.turns..")
            .layer("retry")
            .definedBy("dev.warren.retry..")
            .layer("job")
            .definedBy("dev.warren.job..")
            .layer("broker")
            .definedBy("dev.warren.broker..")
            .layer("outcome")
            .definedBy("dev.warren.outcome..")
            .layer("wire")
            .definedBy("dev.warren.wire..")
            .layer("rabbit")
            .definedBy("dev.warren.rabbit..")
            .layer("idempotency")
            .definedBy("dev.warren.idempotency..")
            .layer("publish")
            .definedBy("dev.warren.publish..")
            .layer("deadletter")
            .definedBy("dev.warren.deadletter..")
            .layer("consume")
            .definedBy("dev.warren.consume..")
            .layer("client")
            .definedBy("dev.warren.client..")
            .whereLayer("turns")
            .mayOnlyBeAccessedByLayers("publish", "consume")
            .whereLayer("retry")
            .mayOnlyBeAccessedByLayers(
                    "job", "outcome", "wire", "rabbit", "idempotency", "publish", "deadletter", "consume", "client")
            .whereLayer("job")
            .mayOnlyBeAccessedByLayers(
                    "outcome", "wire", "rabbit", "idempotency", "publish", "deadletter", "consume", "client")
            .whereLayer("broker")
            .mayOnlyBeAccessedByLayers(
                    "outcome", "wire", "rabbit", "idempotency", "publish", "deadletter", "consume", "client")
            .whereLayer("outcome")
            .mayOnlyBeAccessedByLayers("wire", "idempotency", "publish", "deadletter", "consume", "client")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("idempotency", "publish", "deadletter", "consume", "client")
            .whereLayer("rabbit")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("idempotency")
            .mayOnlyBeAccessedByLayers("publish", "deadletter", "consume", "client")
            .whereLayer("publish")
            .mayOnlyBeAccessedByLayers("deadletter", "consume", "client")
            .whereLayer("deadletter")
            .mayOnlyBeAccessedByLayers("consume")
            .whereLayer("consume")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("client")
            .mayNotBeAccessedByAnyLayer()
            .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.warren.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyRabbitSpeaksAmqp = noClasses()
            .that()
            .resideOutsideOfPackages("dev.warren.rabbit..", "dev.warren.topology..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.rabbitmq..");

    @ArchTest
    static final ArchRule onlyTheCodecSpeaksJackson = noClasses()
            .that()
            .resideOutsideOfPackage("dev.warren.topology..")
            .and()
            .haveNameNotMatching("dev\\.warren\\.wire\\.Jackson.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule onlyRetryAndTheWayItIsUsedKnowResilience4j = noClasses()
            .that()
            .resideOutsideOfPackage("dev.warren.retry..")
            .and()
            .doNotHaveFullyQualifiedName("dev.warren.consume.QuickRetries")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..");

    @ArchTest
    static final ArchRule decisionsReadNoClockAndNoChance = noClasses()
            .that()
            .resideInAnyPackage("dev.warren.retry..", "dev.warren.job..", "dev.warren.outcome..", "dev.warren.wire..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.Clock|java\\.util\\.Random|java\\.util\\.concurrent\\.ThreadLocalRandom");

    @ArchTest
    static final ArchRule nothingPrints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule nothingLogsByJavaUtilLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule packagesAreNamedForWhatTheyDo = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..", "..utils..", "..common..", "..impl..", "..model..", "..core..", "..helper..");

    /** Only types of their own count: what stands in an interface is public by the language, yet no more reachable than the interface is. */
    @ArchTest
    static final ArchRule publicInTheStagesIsOnlyWhatAUserStartsWith = classes()
            .that()
            .resideInAnyPackage("dev.warren.consume..")
            .and()
            .areTopLevelClasses()
            .and()
            .arePublic()
            .should()
            .haveSimpleName("Worker")
            .orShould()
            .haveSimpleName("WorkerBuilder")
            .orShould()
            .haveSimpleName("TopologyMode")
            .orShould()
            .haveSimpleName("WorkerHealth");

    @ArchTest
    static final ArchRule publicInRabbitIsOnlyTheBroker = classes()
            .that()
            .resideInAPackage("dev.warren.rabbit..")
            .and()
            .arePublic()
            .should()
            .haveNameMatching("dev\\.warren\\.rabbit\\.RabbitBroker(\\$Builder)?");
}
