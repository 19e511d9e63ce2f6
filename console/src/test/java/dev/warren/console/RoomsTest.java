package dev.warren.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import picocli.CommandLine.Command;

/** The rooms of this module: config and output, then connect, then one for each command group, side by side. */
@AnalyzeClasses(packages = "dev.warren.console", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    private static final String ROOT = "dev.warren.console";
    private static final Set<String> FOUNDATIONS = Set.of("config", "output", "connect", "contract");

    private static final DescribedPredicate<JavaClass> COMMAND_ROOMS = DescribedPredicate.describe(
            "command rooms", type -> !type.getPackageName().equals(ROOT) && !FOUNDATIONS.contains(roomOf(type)));

    private static final DescribedPredicate<JavaClass> ROOT_BUT_EXIT_CODES = DescribedPredicate.describe(
            "the root without its exit codes",
            type -> type.getPackageName().equals(ROOT) && !type.getSimpleName().equals("ExitCode"));

    private static String roomOf(JavaClass type) {
        return type.getPackageName().startsWith(ROOT + ".")
                ? type.getPackageName().substring(ROOT.length() + 1).replaceFirst("\\..*", "")
                : "";
    }

    @ArchTest
    static final ArchRule roomsDoNotKnowTheRoot =
            noClasses().that().resideInAPackage(ROOT + ".*..").should().dependOnClassesThat(ROOT_BUT_EXIT_CODES);

    @ArchTest
    static final ArchRule foundationsDoNotKnowCommands = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".config..", ROOT + ".output..", ROOT + ".connect..")
            .should()
            .dependOnClassesThat(
                    DescribedPredicate.and(COMMAND_ROOMS, JavaClass.Predicates.resideInAPackage(ROOT + "..")));

    @ArchTest
    static final ArchRule configAndOutputKnowNothingOfOurs = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".config..", ROOT + ".output..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".connect..", "dev.warren.broker..", "dev.warren.rabbit..");

    @ArchTest
    static final ArchRule commandRoomsDoNotKnowEachOther = slices().matching(ROOT + ".(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    DescribedPredicate.alwaysTrue(),
                    DescribedPredicate.describe("foundations", type -> FOUNDATIONS.contains(roomOf(type))));

    @ArchTest
    static final ArchRule nobodySpeaksAmqp =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("com.rabbitmq..");

    @ArchTest
    static final ArchRule onlyConnectOpensBrokersAndStores = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".connect..")
            .should()
            .callMethod("dev.warren.rabbit.RabbitBroker", "at", String.class.getName())
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("dev.warren.stores..");

    @ArchTest
    static final ArchRule streamsAreThoseOfTheWorld = noClasses()
            .that()
            .doNotHaveSimpleName("World")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in");

    @ArchTest
    static final ArchRule ofACommandRoomOnlyTheGroupIsPublic = classes()
            .that(COMMAND_ROOMS)
            .and()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .should()
            .beAnnotatedWith(Command.class);
}
