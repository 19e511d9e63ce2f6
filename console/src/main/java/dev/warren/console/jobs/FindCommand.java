package dev.warren.console.jobs;

import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.output.Colour;
import dev.warren.console.output.Output;
import dev.warren.console.output.Table;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobCursor;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.TimeRange;
import dev.warren.job.JobId;
import dev.warren.topology.LaneName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren find}. */
@Command(
        name = "find",
        description = {
            "List the jobs that the store knows, newest first. With --json one line for each.",
            "Exit code 1 when there is none."
        })
public final class FindCommand implements Callable<Integer> {
    private static final int MOST_ON_A_PAGE = 1_000;
    private static final int WIDEST_ERROR = 60;

    @Mixin
    final Common common = new Common();

    @Mixin
    final Which which = new Which();

    @Option(names = "--id", paramLabel = "ID", description = "only jobs with this id")
    @Nullable
    JobId id;

    @Option(names = "--key", paramLabel = "KEY", description = "only jobs with this idempotency key")
    @Nullable
    String key;

    @Option(names = "--lane", paramLabel = "LANE", description = "only jobs last seen in this lane")
    @Nullable
    LaneName lane;

    @Option(
            names = "--status",
            paramLabel = "STATUS,...",
            split = ",",
            completionCandidates = Statuses.class,
            description = "only jobs in one of these statuses: ${COMPLETION-CANDIDATES}")
    List<String> statuses = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only jobs enqueued in this last time, such as 15m or 2d")
    @Nullable
    Duration since;

    @Option(names = "--enqueued-from", paramLabel = "TIME", description = "only jobs enqueued then or later")
    @Nullable
    Instant enqueuedFrom;

    @Option(names = "--enqueued-until", paramLabel = "TIME", description = "only jobs enqueued before")
    @Nullable
    Instant enqueuedUntil;

    @Option(names = "--finished-from", paramLabel = "TIME", description = "only jobs that ended then or later")
    @Nullable
    Instant finishedFrom;

    @Option(names = "--finished-until", paramLabel = "TIME", description = "only jobs that ended before")
    @Nullable
    Instant finishedUntil;

    @Option(names = "--limit", paramLabel = "N", description = "how many at most (default: ${DEFAULT-VALUE})")
    int limit = 50;

    @Option(names = "--all", description = "all of them, however many there are")
    boolean all;

    @Option(names = "--after", paramLabel = "CURSOR", description = "go on where a list ended, which said how")
    @Nullable
    String after;

    @Override
    public Integer call() {
        Connections connections = common.connections();
        if (limit < 1) {
            throw new UsageError("--limit is " + limit + "; it must be at least 1");
        }
        JobQuery query = query(connections.topology().namespace(), Instant.now());
        try (IdempotencyStore store = connections.existingStore()) {
            long found = list(store, after == null ? query : query.after(new JobCursor(after)));
            if (found == 0) {
                common.output()
                        .note("no job that the store knows fits; 'warren status ID' says why one may be unknown");
            }
            return found == 0 ? ExitCode.NO : ExitCode.DONE;
        }
    }

    JobQuery query(String namespace, Instant now) {
        JobQuery.Builder query = which.within(namespace).statuses(chosen()).most(MOST_ON_A_PAGE);
        if (id != null) {
            query.id(id);
        }
        if (key != null) {
            query.key(key);
        }
        if (lane != null) {
            query.lane(lane);
        }
        return query.enqueued(range("--enqueued-from", enqueuedFrom(now), enqueuedUntil))
                .finished(range("--finished-from", finishedFrom, finishedUntil))
                .build();
    }

    private @Nullable Instant enqueuedFrom(Instant now) {
        if (since != null && enqueuedFrom != null) {
            throw new UsageError("both --since and --enqueued-from are given: leave one out");
        }
        return since == null ? enqueuedFrom : now.minus(since);
    }

    private static TimeRange range(String option, @Nullable Instant from, @Nullable Instant until) {
        return checked(option, () -> new TimeRange(Optional.ofNullable(from), Optional.ofNullable(until)));
    }

    private static <T> T checked(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UsageError(option + ": " + e.getMessage());
        }
    }

    private Set<JobStatus> chosen() {
        if (statuses.isEmpty()) {
            return EnumSet.allOf(JobStatus.class);
        }
        Set<JobStatus> chosen = EnumSet.noneOf(JobStatus.class);
        statuses.forEach(name -> chosen.addAll(Statuses.named(name.strip())));
        return chosen;
    }

    /** Pages until there is enough or no more. */
    private long list(IdempotencyStore store, JobQuery query) {
        Output output = common.output();
        long found = 0;
        Optional<JobQuery> asked = Optional.of(query);
        while (asked.isPresent()) {
            long wanted = all ? MOST_ON_A_PAGE : Math.min(MOST_ON_A_PAGE, limit - found);
            JobQuery bounded = asked.get().most((int) wanted);
            JobPage page = checked("--after", () -> store.search(bounded));
            found += page.jobs().size();
            show(page.jobs(), output);
            asked = page.next().map(query::after);
            if (!all && found >= limit) {
                break;
            }
        }
        if (asked.isPresent()) {
            output.note("there may be more: go on with --after "
                    + asked.get().after().orElseThrow() + ", or ask for --all");
        }
        return found;
    }

    private static void show(List<JobRecord> jobs, Output output) {
        switch (output.format()) {
            case JSON -> jobs.forEach(job -> output.part(JobView.of(job), text -> {}));
            case HUMAN -> {
                if (!jobs.isEmpty()) {
                    output.part(jobs, text -> text.table(table(jobs)));
                }
            }
        }
    }

    static Table table(List<JobRecord> jobs) {
        Table table = Table.of("ID", "TYPE", "STATUS", ">ATTEMPT", "ENQUEUED", "ENDED", "LAST ERROR");
        for (JobRecord job : jobs) {
            List<Table.Cell> row = new ArrayList<>();
            row.add(Table.Cell.of(job.id()));
            row.add(Table.Cell.of(job.key().type()));
            row.add(new Table.Cell(job.status().name().toLowerCase(Locale.ROOT), Words.colour(job.status())));
            row.add(Table.Cell.of(job.attempt()));
            row.add(Table.Cell.of(Words.seconds(job.enqueuedAt())));
            row.add(Table.Cell.of(job.finishedAt().map(Words::seconds).orElse("-")));
            row.add(new Table.Cell(
                    job.error()
                            .map(error -> cut(error.type() + ": " + error.message()))
                            .orElse(""),
                    Colour.DIM));
            table.row(row);
        }
        return table;
    }

    private static String cut(String text) {
        return text.length() <= WIDEST_ERROR ? text : text.substring(0, WIDEST_ERROR - 1) + "…";
    }
}
