package dev.warren.console.jobs;

import dev.warren.console.output.Output;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One job told line by line, for people. */
record Account(JobRecord record, List<Line> lines) {
    private static final int MOST_RESULT_CHARACTERS = 2_000;

    record Line(String name, String value) {}

    static Account of(JobRecord record, Instant now) {
        JobView view = JobView.of(record);
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("type", view.type()));
        if (!view.tenant().isEmpty()) {
            lines.add(new Line("tenant", view.tenant()));
        }
        if (!view.key().equals(view.id())) {
            lines.add(new Line("key", view.key()));
        }
        view.lane().ifPresent(lane -> lines.add(new Line("lane", lane)));
        lines.add(new Line("attempt", attempt(view)));
        view.progress().ifPresent(progress -> lines.add(new Line("progress", words(progress))));
        view.worker().ifPresent(worker -> lines.add(new Line("worker", worker)));
        lines.addAll(times(record, view, now));
        view.error().ifPresent(error -> lines.add(new Line("error", error.type() + ": " + error.message())));
        record.resultJson().ifPresent(result -> lines.add(new Line("result", cut(result))));
        view.history().forEach(past -> lines.add(new Line("before", words(past))));
        return new Account(record, List.copyOf(lines));
    }

    private static String attempt(JobView view) {
        StringBuilder words = new StringBuilder().append(view.attempt());
        words.append(" (life ")
                .append(view.life())
                .append(", run ")
                .append(view.run())
                .append(")");
        if (view.crashes() > 0) {
            words.append("; it has brought down ")
                    .append(view.crashes())
                    .append(view.crashes() == 1 ? " worker" : " workers");
        }
        return words.toString();
    }

    private static String words(Progress progress) {
        String of = progress.total() == 0
                ? ""
                : String.format(
                        Locale.ROOT, " of %d (%.0f %%)", progress.total(), 100.0 * progress.done() / progress.total());
        return progress.done() + of + (progress.note().isEmpty() ? "" : ": " + progress.note());
    }

    private static String words(JobView.PastView past) {
        String life = past.life() == 0 ? "" : "life " + past.life() + ", ";
        String worker = past.worker().map(name -> " by " + name).orElse("");
        return "attempt " + past.attempt() + " (" + life + "run " + past.run() + ") " + past.ending() + " "
                + Words.seconds(past.endedAt()) + ", " + Words.of(Duration.between(past.startedAt(), past.endedAt()))
                + " after its claim" + worker
                + past.error().map(error -> ": " + error).orElse("");
    }

    private static List<Line> times(JobRecord record, JobView view, Instant now) {
        List<Line> lines = new ArrayList<>();
        lines.add(time("enqueued", record.enqueuedAt(), now));
        switch (record.status()) {
            case PENDING ->
                lines.add(time(JobView.isOnlyEnqueued(record) ? "due" : "handed back", record.dueAt(), now));
            case RETRYING, DECIDED_RETRY -> {
                lines.add(time("last claimed", record.startedAt(), now));
                lines.add(time("due", record.dueAt(), now));
            }
            case RUNNING, DECIDED_DEAD, DECIDED_SUCCEEDED, SUCCEEDED, DEAD ->
                lines.add(time("claimed", record.startedAt(), now));
            case CANCELLED, EXPIRED -> {} // whether it ever was claimed is not known
        }
        record.finishedAt().ifPresent(end -> lines.add(time("ended", end, now)));
        view.ranFor().ifPresent(ran -> lines.add(new Line("took", Words.of(ran) + " from its claim to its end")));
        return lines;
    }

    private static Line time(String name, Instant time, Instant now) {
        Duration distance = Duration.between(time, now).abs();
        return new Line(name, Words.seconds(time) + (distance.toDays() > 36_500 ? "" : ", " + Words.ago(time, now)));
    }

    private static String cut(String result) {
        return result.length() <= MOST_RESULT_CHARACTERS
                ? result
                : result.substring(0, MOST_RESULT_CHARACTERS) + "… (" + result.length()
                        + " characters; --json shows all)";
    }

    void tell(Output.Text text) {
        String status = record.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        text.line(Words.colour(record.status()), status, "job " + record.id() + ": " + Words.meaning(record));
        lines.forEach(line -> text.line(String.format("  %-13s%s", line.name(), line.value())));
    }
}
