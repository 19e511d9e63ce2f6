package dev.warren.benchmarks.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** db-scheduler's side: PostgreSQL, polling by lock-and-fetch, and a job that does nothing. */
public final class DbSchedulerProgram {
    private static final int AT_ONCE = 1_000;
    private static final int THREADS = 50;

    /** Fetch when fewer executions than threads wait in memory, and up to four for each thread: its documentation's setting for throughput. */
    private static final double FETCH_BELOW = 1.0;

    private static final double FETCH_UP_TO = 4.0;

    /** The columns that db-scheduler 16 reads and writes. */
    private static final String[] TABLES = {
        "CREATE TABLE scheduled_tasks (task_name text, task_instance text, task_data bytea, execution_time timestamptz,"
                + " picked boolean NOT NULL, picked_by text, last_success timestamptz, last_failure timestamptz,"
                + " consecutive_failures int, last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,"
                + " state text, PRIMARY KEY (task_name, task_instance))",
        "CREATE INDEX due ON scheduled_tasks (execution_time)",
        "CREATE INDEX alive ON scheduled_tasks (last_heartbeat)"
    };

    private DbSchedulerProgram() {}

    /**
     * A job.
     *
     * @param number tells jobs apart
     * @param filler makes it as large as it shall be
     */
    record Work(long number, String filler) implements Serializable {}

    /** See {@link PeerCommand}. */
    public static void main(String[] args) throws Exception {
        PeerCommand command = PeerCommand.of(args);
        Tally tally = new Tally(command.jobs());
        OneTimeTask<Work> task = Tasks.oneTime("noop", Work.class).execute((instance, context) -> tally.count());
        if (!command.isDrain()) {
            PeerDatabase.reset(TABLES);
        }
        try (HikariDataSource database = PeerDatabase.open()) {
            if (command.isDrain()) {
                drain(database, task);
            } else {
                enqueue(SchedulerClient.Builder.create(database, task).build(), task, command);
            }
        }
    }

    private static void enqueue(SchedulerClient client, OneTimeTask<Work> task, PeerCommand command) throws Exception {
        Tally.enqueue(command.jobs(), () -> {
            if (command.isSingle()) {
                enqueueEach(client, task, command.jobs());
            } else {
                enqueueMany(client, task, command.jobs());
            }
        });
    }

    private static void enqueueEach(SchedulerClient client, OneTimeTask<Work> task, int jobs) {
        for (int number = 0; number < jobs; number++) {
            client.scheduleIfNotExists(instance(task, number), Instant.now());
        }
    }

    private static void enqueueMany(SchedulerClient client, OneTimeTask<Work> task, int jobs) {
        for (int done = 0; done < jobs; done += AT_ONCE) {
            List<TaskInstance<?>> instances = new ArrayList<>();
            for (int number = done; number < Math.min(jobs, done + AT_ONCE); number++) {
                instances.add(instance(task, number));
            }
            client.scheduleBatch(instances, Instant.now());
        }
    }

    private static TaskInstance<Work> instance(OneTimeTask<Work> task, int number) {
        return task.instance(String.valueOf(number), new Work(number, Tally.FILLER));
    }

    /** Until the process is ended. */
    private static void drain(HikariDataSource database, OneTimeTask<Work> task) throws InterruptedException {
        Scheduler scheduler = Scheduler.create(database, task)
                .threads(THREADS)
                .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
                .pollingInterval(Duration.ofSeconds(1))
                .build();
        scheduler.start();
        Thread.sleep(Long.MAX_VALUE);
    }
}
