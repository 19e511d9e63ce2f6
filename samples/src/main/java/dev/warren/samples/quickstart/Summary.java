package dev.warren.samples.quickstart;

import dev.warren.outcome.Outcome;
import dev.warren.samples.export.Exports.Export;
import dev.warren.samples.quickstart.Narrator.Tone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The end of the story.
 *
 * @param jobs what was seen of each job
 * @param exports the status rows of the exports
 * @param duplicates absorbed deliveries by job type
 * @param letters this run's dead letters
 * @param earlierLetters how many dead letters are not this run's
 * @param strangers how many jobs of earlier runs have ended in this one
 * @param payment what was seen of the payment, whose worker was killed
 * @param troubles what was not as it should be
 */
record Summary(
        List<Told> jobs,
        List<Export> exports,
        Map<String, Long> duplicates,
        List<DeadLetter> letters,
        long earlierLetters,
        int strangers,
        TakenOver payment,
        List<String> troubles) {
    private static final String COUNTS = "%-18s %9s %9s %11s %7s %9s";
    private static final String EXPORTS = "%-18s %-9s %-11s %7s   %s";
    private static final String RETRIES = "%-18s %-15s %7s %9s %9s   %s";
    private static final String LETTERS = "%-24s %-27s %-20s %s";

    void print(Narrator narrator) {
        counts(narrator);
        exports(narrator);
        retries(narrator);
        deadLetters(narrator);
        narrator.print(Tone.PLAIN, "");
        if (troubles.isEmpty()) {
            narrator.print(
                    Tone.GOOD,
                    "payment: worker killed in the middle, taken over after " + Narrator.seconds(payment.after())
                            + ", charged once, duplicates absorbed");
            narrator.print(
                    Tone.GOOD, "Everything was as it should be. " + Narrator.seconds(narrator.elapsed()) + " in all.");
        } else {
            narrator.print(Tone.BAD, "Not everything was as it should be:");
            troubles.forEach(trouble -> narrator.print(Tone.BAD, "  - " + trouble));
        }
    }

    private void counts(Narrator narrator) {
        line(narrator, "");
        line(narrator, COUNTS, "JOB TYPE", "published", "succeeded", "duplicates", "dead", "retries");
        Map<String, Row> rows = new LinkedHashMap<>();
        jobs.forEach(job -> rows.merge(job.plan().type(), Row.of(job), Row::plus));
        Row total = rows.values().stream().reduce(Row.NONE, Row::plus);
        rows.forEach((type, row) -> count(narrator, type, row, duplicates.getOrDefault(type, 0L)));
        count(narrator, "total", total, absorbed());
    }

    private static void count(Narrator narrator, String type, Row row, long absorbed) {
        line(narrator, COUNTS, type, row.published(), row.succeeded(), absorbed, row.dead(), row.retries());
    }

    private long absorbed() {
        return duplicates.values().stream().mapToLong(Long::longValue).sum();
    }

    private void exports(Narrator narrator) {
        line(narrator, "");
        line(narrator, EXPORTS, "EXPORTS", "format", "status", "rows", "file, or why not");
        for (Export row : exports) {
            line(
                    narrator,
                    EXPORTS,
                    row.tenant(),
                    row.format(),
                    row.status().name().toLowerCase(Locale.ROOT),
                    row.rows(),
                    row.location()
                            .map(file -> Path.of(file).toString())
                            .or(row::error)
                            .orElse(""));
        }
    }

    private void retries(Narrator narrator) {
        line(narrator, "");
        line(narrator, RETRIES, "RETRIES", "", "attempt", "asked", "real", "because");
        for (Told job : jobs) {
            for (Told.Retry retry : job.retries()) {
                line(
                        narrator,
                        RETRIES,
                        job.plan().type(),
                        job.plan().title(),
                        retry.attempt(),
                        millis(retry.asked()),
                        millis(retry.real()),
                        retry.why());
            }
        }
    }

    private static String millis(Duration time) {
        return time.toMillis() + " ms";
    }

    private void deadLetters(Narrator narrator) {
        line(narrator, "");
        line(narrator, LETTERS, "DEAD LETTERS", "", "reason", "in the words of the failure");
        for (Told job : jobs) {
            letters.stream()
                    .filter(letter -> letter.id().equals(job.plan().id()))
                    .forEach(letter -> line(
                            narrator, LETTERS, letter.queue(), job.plan().title(), letter.reason(), letter.sentence()));
        }
        if (earlierLetters > 0) {
            line(narrator, "and " + earlierLetters + " of earlier runs");
        }
        if (strangers > 0) {
            line(
                    narrator,
                    strangers + " jobs of an earlier run that was cut off ended in this one; they are not counted");
        }
    }

    private static void line(Narrator narrator, String format, Object... values) {
        narrator.print(
                Tone.PLAIN,
                values.length == 0
                        ? format
                        : String.format(Locale.ROOT, format, values).stripTrailing());
    }

    private record Row(int published, int succeeded, int dead, int retries) {
        static final Row NONE = new Row(0, 0, 0, 0);

        static Row of(Told job) {
            return new Row(
                    job.plan().copies(),
                    job.end().filter(Outcome.SUCCEEDED::equals).isPresent() ? 1 : 0,
                    job.end().filter(Outcome.DEAD::equals).isPresent() ? 1 : 0,
                    job.retries().size());
        }

        Row plus(Row other) {
            return new Row(
                    published + other.published,
                    succeeded + other.succeeded,
                    dead + other.dead,
                    retries + other.retries);
        }
    }
}
