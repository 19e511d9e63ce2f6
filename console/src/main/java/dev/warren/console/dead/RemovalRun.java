package dev.warren.console.dead;

import dev.warren.console.connect.Common;
import dev.warren.console.output.Progress;
import dev.warren.deadletter.Archive;
import dev.warren.deadletter.DeadLetter;
import dev.warren.deadletter.DeskException;
import dev.warren.deadletter.Removal;
import dev.warren.deadletter.Tally;
import dev.warren.topology.LaneName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Takes dead letters out of the queues of several lanes, one after the other, with a progress bar for each. */
final class RemovalRun {
    private final Common common;
    private final RemovalOptions options;
    private final Set<String> found = new HashSet<>();

    RemovalRun(Common common, RemovalOptions options) {
        this.common = common;
        this.options = options;
    }

    /** Lane by lane, until as many are done as are wanted. */
    List<Counted> through(
            List<LaneName> lanes, Removal removal, String label, BiFunction<LaneName, Removal, Tally> work)
            throws InterruptedException {
        List<Counted> counted = new ArrayList<>();
        Optional<LetterFile> file = Optional.ofNullable(options.save)
                .map(path -> LetterFile.open(common.world().directory().resolve(path)));
        long left = options.most();
        try {
            for (LaneName lane : lanes) {
                if (left == 0) {
                    break;
                }
                Removal one = removal.atMost(left).savedTo(noting(file));
                Tally tally = withProgress(common, label + " " + lane, one, it -> work.apply(lane, it));
                counted.add(Counted.of(lane.value(), tally));
                left -= tally.done();
            }
        } finally {
            file.ifPresent(LetterFile::close);
        }
        return counted;
    }

    /** The ids that were named and that no letter has. */
    List<String> missing() {
        return options.ids.stream().filter(id -> !found.contains(id)).toList();
    }

    private Archive noting(Optional<LetterFile> file) {
        return new Archive() {
            @Override
            public void save(DeadLetter letter) {
                if (!options.ids.isEmpty()) {
                    letter.id().ifPresent(found::add);
                }
                file.ifPresent(open -> open.save(letter));
            }

            @Override
            public void secure() {
                file.ifPresent(LetterFile::secure);
            }
        };
    }

    /** Does it with a progress bar. Throws InterruptedException once what was held is given back. */
    static Tally withProgress(Common common, String label, Removal removal, Function<Removal, Tally> work)
            throws InterruptedException {
        Bar bar = new Bar(common, label);
        try {
            return work.apply(removal.telling(bar::show));
        } catch (DeskException e) {
            if (Thread.interrupted()) {
                common.output().note(String.valueOf(e.getMessage()));
                throw new InterruptedException();
            }
            throw e;
        } finally {
            bar.close();
        }
    }

    /** A progress bar of which the length is known only at the first word. */
    private static final class Bar {
        private final Common common;
        private final String label;
        private Optional<Progress> progress = Optional.empty();

        Bar(Common common, String label) {
            this.common = common;
            this.label = label;
        }

        void show(Tally tally) {
            if (progress.isEmpty() && tally.there() > 0) {
                progress = Optional.of(common.output().progress(label, tally.there()));
            }
            long open = tally.matched() - tally.done() - tally.superseded() - tally.doubles();
            progress.ifPresent(bar -> bar.done(tally.seen() - open));
        }

        void close() {
            progress.ifPresent(Progress::close);
        }
    }
}
