package dev.warren.stores.redis;

import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobCursor;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds jobs, newest first: in the order of their places. By id or key, sets lead there; everything else is found by looking, at so many records in
 * one call and no more, some at a time, so that the server never keeps a claim waiting for it.
 */
final class Search {
    static final int MOST_LOOKED_AT = 20_000;

    private static final int AT_ONCE = 250;

    /** A page ends early when its results and decisions take more. */
    private static final int MOST_CONTENT_BYTES = 16 << 20;

    private static final byte[] NOTHING = {};

    private final Server server;

    Search(Server server) {
        this.server = server;
    }

    /** The records of these jobs, as far as they are there. */
    List<Stored> read(List<String> jobs) {
        List<Stored> found = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += AT_ONCE) {
            List<String> some = jobs.subList(from, Math.min(from + AT_ONCE, jobs.size()));
            readEach(some).stream().flatMap(Optional::stream).forEach(found::add);
        }
        return found;
    }

    private List<Optional<Stored>> readEach(List<String> jobs) {
        List<Object> reply = server.run(Script.READ, jobs, List.of());
        List<Optional<Stored>> records = new ArrayList<>(jobs.size());
        for (int i = 0; i < jobs.size(); i++) {
            records.add(
                    reply.get(1 + i) instanceof byte[] bytes
                            ? Optional.of(RecordForm.read(Names.key(jobs.get(i)), bytes))
                            : Optional.empty());
        }
        return records;
    }

    JobPage page(JobQuery query) {
        Optional<Long> before = query.after().map(Search::place);
        boolean isNamed = query.id().isPresent() || query.key().isPresent();
        return isNamed ? named(query, before) : walk(query, before);
    }

    /** Places are fences, the lowest of which is 1. */
    private static long place(JobCursor cursor) {
        try {
            long place = Long.parseLong(cursor.value());
            if (place > 0) {
                return place;
            }
        } catch (NumberFormatException e) {
            throw foreign(cursor, e);
        }
        throw foreign(cursor, null);
    }

    private static IllegalArgumentException foreign(JobCursor cursor, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "the cursor '" + cursor
                        + "' was not made by this store; ask without one, and go on with what the page names",
                cause);
    }

    private static JobCursor cursor(long place) {
        return new JobCursor(Long.toString(place));
    }

    /** Of an id or a key there are few. */
    private JobPage named(JobQuery query, Optional<Long> before) {
        List<Stored> found = new ArrayList<>();
        for (Stored stored : read(List.copyOf(candidates(query)))) {
            boolean isAhead = before.isPresent() && stored.place() >= before.get();
            if (!isAhead && query.matches(stored.record())) {
                found.add(stored);
            }
        }
        found.sort(Comparator.comparingLong(Stored::place).reversed());
        List<Stored> page = found.subList(0, Math.min(query.most(), found.size()));
        return new JobPage(
                page.stream().map(Stored::record).toList(),
                page.size() == found.size()
                        ? Optional.empty()
                        : Optional.of(cursor(page.get(page.size() - 1).place())));
    }

    /** The jobs that may have a query's id or key. One whose id is its key has no entry of its own for the id. */
    private Set<String> candidates(JobQuery query) {
        String prefix = query.id().map(Names::idPrefix).orElse("");
        byte[] from = prefix.isEmpty() ? NOTHING : Names.bytes("[" + prefix);
        byte[] until = from.length == 0 ? NOTHING : withHighestByte(from);
        List<Object> reply = server.run(Script.NAMED, List.of(), List.of(from, until));
        Set<String> candidates = new LinkedHashSet<>();
        for (Object entry : (List<?>) reply.get(1)) {
            candidates.add(Names.text(entry).substring(prefix.length()));
        }
        String key = query.key().orElseGet(() -> query.id().orElseThrow().value());
        for (Object scope : (List<?>) reply.get(2)) {
            candidates.add(Names.text(scope) + "/" + key);
        }
        return candidates;
    }

    private static byte[] withHighestByte(byte[] bytes) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) 0xff;
        return longer;
    }

    private JobPage walk(JobQuery query, Optional<Long> before) {
        Page page = new Page(query);
        @Nullable Long place = before.orElse(null);
        int looked = 0;
        while (looked < MOST_LOOKED_AT) {
            List<Step> steps = steps(place);
            if (!steps.isEmpty() && page.isFullWith(records(steps))) {
                return page.upTo(page.last);
            }
            if (steps.size() < AT_ONCE) {
                return page.theLast();
            }
            looked += steps.size();
            place = steps.get(steps.size() - 1).place();
        }
        return page.upTo(place == null ? 0 : place);
    }

    private record Step(String job, long place) {}

    /** The records that are in these places. A job that was forgotten may have come again, to another place. */
    private List<Stored> records(List<Step> steps) {
        List<Optional<Stored>> records = readEach(steps.stream().map(Step::job).toList());
        List<Stored> found = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            long place = steps.get(i).place();
            records.get(i).filter(stored -> stored.place() == place).ifPresent(found::add);
        }
        return found;
    }

    private List<Step> steps(@Nullable Long before) {
        byte[] highest = before == null ? NOTHING : Micros.text(before);
        List<Object> reply = server.run(Script.WALK, List.of(), List.of(highest, Micros.text(AT_ONCE)));
        List<Step> steps = new ArrayList<>(reply.size() / 2);
        for (int i = 1; i < reply.size(); i += 2) {
            steps.add(new Step(Names.text(reply.get(i)), Long.parseLong(Names.text(reply.get(i + 1)))));
        }
        return steps;
    }

    /** A page while it is filled. */
    private static final class Page {
        private final JobQuery query;
        private final List<JobRecord> found = new ArrayList<>();
        private long bytes;
        private long last;

        Page(JobQuery query) {
            this.query = query;
        }

        boolean isFullWith(List<Stored> more) {
            for (Stored stored : more) {
                if (query.matches(stored.record())) {
                    found.add(stored.record());
                    last = stored.place();
                    bytes += contentBytes(stored.record());
                    if (found.size() == query.most() || bytes > MOST_CONTENT_BYTES) {
                        return true;
                    }
                }
            }
            return false;
        }

        JobPage upTo(long place) {
            return new JobPage(found, Optional.of(cursor(place)));
        }

        JobPage theLast() {
            return new JobPage(found, Optional.empty());
        }
    }

    private static long contentBytes(JobRecord record) {
        return record.resultJson().map(String::length).orElse(0)
                + record.decided()
                        .flatMap(Decided::follows)
                        .map(follows -> follows.message().body().length)
                        .orElse(0);
    }
}
