package dev.warren.console.dead;

import dev.warren.console.config.UsageError;
import dev.warren.deadletter.LetterFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class FilterOptions {
    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "of these job types; email.* means all that begin with email.")
    List<String> types = new ArrayList<>();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            description = "with these reasons, such as attempts-exhausted, malformed or delivery-limit")
    List<String> reasons = new ArrayList<>();

    @Option(names = "--from", paramLabel = "TIME", description = "died then or later, such as 2026-12-01T08:00:00Z")
    @Nullable
    Instant from;

    @Option(names = "--until", paramLabel = "TIME", description = "died before then")
    @Nullable
    Instant until;

    @Option(
            names = "--error",
            paramLabel = "TEXT",
            description = "with this text in the error's type, message or stack, in whatever case")
    @Nullable
    String error;

    /** The filter that these options and ids make. */
    LetterFilter filter(List<String> ids) {
        LetterFilter filter = LetterFilter.all();
        for (String type : types) {
            filter = filter.type(type);
        }
        for (String reason : reasons) {
            filter = filter.reason(reason);
        }
        for (String id : ids) {
            filter = filter.id(id);
        }
        return withError(withTimes(filter));
    }

    private LetterFilter withTimes(LetterFilter filter) {
        Instant begin = from;
        Instant end = until;
        if (begin != null && end != null && !begin.isBefore(end)) {
            throw new UsageError("--from " + begin + " is not before --until " + end + ": nothing can lie between");
        }
        LetterFilter since = begin == null ? filter : filter.from(begin);
        return end == null ? since : since.until(end);
    }

    private LetterFilter withError(LetterFilter filter) {
        String text = error;
        return text == null ? filter : filter.errorText(text);
    }
}
