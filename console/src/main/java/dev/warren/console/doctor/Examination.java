package dev.warren.console.doctor;

import dev.warren.WarrenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes the checks one after another, each within a time limit. */
final class Examination {
    /** In the order of the report: what others rest on comes first. */
    static final List<Check> CHECKS = List.of(
            new ConfigurationCheck(),
            new ConnectionCheck(),
            new VersionCheck(),
            new RightsCheck(),
            new ManagementCheck(),
            new PluginsCheck(),
            new FeatureFlagsCheck(),
            new AlarmsCheck(),
            new TopologyDifferencesCheck(),
            new LeadersCheck(),
            new ConsumersCheck(),
            new UnroutedCheck(),
            new DeadLettersCheck(),
            new StoreCheck(),
            new OverdueCheck(),
            new ClockCheck());

    private final List<Check> checks;
    private final Duration limit;

    /** With a limit for each check. */
    Examination(List<Check> checks, Duration limit) {
        this.checks = checks;
        this.limit = limit;
    }

    /**
     * One finding of one check.
     *
     * @param check the check's name
     * @param finding what it found
     */
    record Result(String check, Finding finding) {}

    List<Result> of(Patient patient) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Check check : checks) {
            look(check, patient).forEach(finding -> results.add(new Result(check.name(), finding)));
        }
        return List.copyOf(results);
    }

    private List<Finding> look(Check check, Patient patient) throws InterruptedException {
        FutureTask<List<Finding>> looking = new FutureTask<>(() -> check.look(patient));
        Thread thread = new Thread(looking, "doctor-" + check.name());
        thread.setDaemon(true);
        thread.start();
        try {
            return looking.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            looking.cancel(true);
            return List.of(Finding.warn(
                    "not checked: no answer within " + limit.toSeconds() + " s",
                    "see whether broker, management API and store are overloaded, or raise --timeout"));
        } catch (ExecutionException e) {
            return List.of(notMade(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static Finding notMade(Throwable failure) {
        if (failure instanceof WarrenException) {
            return Finding.note("not checked: " + failure.getMessage());
        }
        return Finding.warn(
                "not checked, by a defect of Warren: " + failure, "report it, with what 'warren --version' says");
    }
}
