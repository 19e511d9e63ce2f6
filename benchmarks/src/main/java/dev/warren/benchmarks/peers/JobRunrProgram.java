package dev.warren.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.stream.LongStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jspecify.annotations.Nullable;

/** JobRunr's side: PostgreSQL, its defaults (on two cores 16 workers), and a job that does nothing. */
public final class JobRunrProgram {
    private static final int AT_ONCE = 1_000;

    private static @Nullable Tally tally;

    private JobRunrProgram() {}

    /** Called by JobRunr for every job. */
    public static void noop(long number, String filler) {
        if (tally != null) {
            tally.count();
        }
    }

    /** See {@link PeerCommand}. */
    public static void main(String[] args) throws Exception {
        PeerCommand command = PeerCommand.of(args);
        if (command.isDrain()) {
            drain(command.jobs());
        } else {
            enqueue(command);
        }
    }

    private static void enqueue(PeerCommand command) throws Exception {
        PeerDatabase.reset();
        try (HikariDataSource database = PeerDatabase.open()) {
            JobScheduler scheduler = configuration(database).initialize().getJobScheduler();
            Tally.enqueue(command.jobs(), () -> {
                if (command.isSingle()) {
                    enqueueEach(scheduler, command.jobs());
                } else {
                    enqueueMany(scheduler, command.jobs());
                }
            });
        }
    }

    private static void enqueueEach(JobScheduler scheduler, int jobs) {
        for (long number = 0; number < jobs; number++) {
            long n = number;
            scheduler.enqueue(() -> noop(n, Tally.FILLER));
        }
    }

    private static void enqueueMany(JobScheduler scheduler, int jobs) {
        for (int done = 0; done < jobs; done += AT_ONCE) {
            List<Long> numbers = LongStream.range(done, Math.min(jobs, done + AT_ONCE))
                    .boxed()
                    .toList();
            scheduler.<Long>enqueue(numbers.stream(), n -> noop(n, Tally.FILLER));
        }
    }

    private static JobRunrConfiguration configuration(HikariDataSource database) {
        return JobRunr.configure().useStorageProvider(new PostgresStorageProvider(database));
    }

    /** Until the process is ended. */
    private static void drain(int jobs) throws InterruptedException {
        tally = new Tally(jobs);
        try (HikariDataSource database = PeerDatabase.open()) {
            configuration(database).useBackgroundJobServer().initialize();
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
