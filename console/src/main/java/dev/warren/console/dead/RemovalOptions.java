package dev.warren.console.dead;

import dev.warren.console.config.UsageError;
import dev.warren.deadletter.LetterFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters are to leave their queue, and how. */
final class RemovalOptions {
    @Parameters(paramLabel = "ID", description = "the ids of the jobs that are meant")
    List<String> ids = new ArrayList<>();

    @Mixin
    final LaneChoice choice = new LaneChoice();

    @Mixin
    final FilterOptions options = new FilterOptions();

    @Option(names = "--all", description = "all dead letters of the lanes that are meant")
    boolean all;

    @Option(names = "--most", paramLabel = "N", description = "at most so many, the oldest first")
    @Nullable
    Long most;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "first write them to the end of this file, from which 'warren enqueue --file' replays them")
    @Nullable
    Path save;

    /** What is meant. It must be said: {@code --all} is not what is meant by saying nothing. */
    LetterFilter filter(String work) {
        LetterFilter filter = options.filter(ids);
        if (filter.meansAll() && !all) {
            throw new UsageError("nothing is named to " + work + ": give ids, a filter such as --type or --reason,"
                    + " or --all for all dead letters");
        }
        if (!filter.meansAll() && all) {
            throw new UsageError("--all goes with no id and no filter: leave one out");
        }
        return filter;
    }

    long most() {
        Long given = most;
        if (given != null && given < 1) {
            throw new UsageError("--most is " + given + "; it must be 1 or more");
        }
        return given == null ? Long.MAX_VALUE : given;
    }
}
