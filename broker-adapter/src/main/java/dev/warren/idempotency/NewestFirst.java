package dev.warren.idempotency;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An order of jobs that no claim and no decision changes: by the time of enqueueing, and by key where that is the same. Pages are cut along it.
 *
 * @param enqueuedAt when a job was enqueued
 * @param names the texts of its key
 */
record NewestFirst(Instant enqueuedAt, List<String> names) implements Comparable<NewestFirst> {
    private static final Comparator<NewestFirst> ORDER = Comparator.comparing(NewestFirst::enqueuedAt)
            .reversed()
            .thenComparing(place -> place.names.get(0))
            .thenComparing(place -> place.names.get(1))
            .thenComparing(place -> place.names.get(2))
            .thenComparing(place -> place.names.get(3));

    private static final int NAMES = 4;

    static NewestFirst of(JobRecord record) {
        JobKey key = record.key();
        return new NewestFirst(
                record.enqueuedAt(),
                List.of(key.namespace(), key.tenant(), key.type().value(), key.key()));
    }

    /** The page of a query, out of all records there are. */
    static JobPage page(JobQuery query, Stream<JobRecord> records) {
        Optional<NewestFirst> after = query.after().map(NewestFirst::at);
        List<JobRecord> found = records.filter(query::matches)
                .filter(record ->
                        after.map(place -> of(record).compareTo(place) > 0).orElse(true))
                .sorted(Comparator.comparing(NewestFirst::of))
                .limit(query.most() + 1L)
                .toList();
        if (found.size() <= query.most()) {
            return new JobPage(found, Optional.empty());
        }
        List<JobRecord> page = found.subList(0, query.most());
        return new JobPage(page, Optional.of(of(page.get(page.size() - 1)).cursor()));
    }

    private JobCursor cursor() {
        String texts = names.stream()
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/"));
        return new JobCursor(enqueuedAt + "/" + texts);
    }

    private static NewestFirst at(JobCursor cursor) {
        String[] parts = cursor.value().split("/", -1);
        try {
            List<String> names = Stream.of(parts)
                    .skip(1)
                    .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                    .toList();
            if (names.size() == NAMES) {
                return new NewestFirst(Instant.parse(parts[0]), names);
            }
        } catch (DateTimeParseException | IllegalArgumentException e) {
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

    @Override
    public int compareTo(NewestFirst other) {
        return ORDER.compare(this, other);
    }
}
