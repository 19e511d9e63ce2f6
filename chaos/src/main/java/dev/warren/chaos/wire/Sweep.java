package dev.warren.chaos.wire;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * Sends a job for each place where a connection can be cut, cuts it there, and looks what has become of the job: confirmed, or failed in a
 * way that says what it means; its handler called as often as its kind says and not once more; ended in one way, and gone from its queue.
 */
public final class Sweep {
    private final URI broker;
    private final int rigs;

    /**
     * A sweep over a broker.
     *
     * @param rigs how many publishers and workers to use at once, from 1; a place takes little but waiting, so some more than processors
     */
    public Sweep(URI broker, int rigs) {
        this.broker = broker;
        this.rigs = rigs;
    }

    /**
     * How many bytes a passage has, and so how many places after the first.
     *
     * @throws IllegalStateException when a job that nothing is done to does not end as it should
     */
    public int lengthOf(Target target) throws InterruptedException {
        try (Rig rig = Rig.start(broker)) {
            return new Trial(rig, target).measure(idOf(target, 0));
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("the broker can't be reached to measure a " + target, e);
        }
    }

    /** Cuts once in each of these ways, in any order. */
    public SweepReport run(Target target, List<Cut> cuts) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(rigs);
        long start = System.nanoTime();
        try {
            List<Future<SweepReport>> parts = new ArrayList<>();
            for (int i = 0; i < Math.min(rigs, cuts.size()); i++) {
                List<Cut> share = everyNth(cuts, i);
                parts.add(threads.submit(() -> runShare(target, share)));
            }
            SweepReport whole = SweepReport.EMPTY;
            for (Future<SweepReport> part : parts) {
                whole = whole.with(part.get());
            }
            return whole.took(Duration.ofNanos(System.nanoTime() - start));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sweep of " + target + " could not be made", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Cut> everyNth(List<Cut> cuts, int first) {
        List<Cut> share = new ArrayList<>();
        for (int i = first; i < cuts.size(); i += rigs) {
            share.add(cuts.get(i));
        }
        return share;
    }

    private SweepReport runShare(Target target, List<Cut> cuts) throws Exception {
        SweepReport report = SweepReport.EMPTY;
        try (Rig rig = Rig.start(broker)) {
            Trial trial = new Trial(rig, target);
            for (int i = 0; i < cuts.size(); i++) {
                Cut cut = cuts.get(i);
                report = report.with(trial.run(idOf(target, i), cut));
            }
            return report.with(SweepReport.ofFaults(trial.faultsInTheEnd()));
        }
    }

    /** Of the same length for all, so that their passages have the same length too. */
    private static String idOf(Target target, int number) {
        return "%s-%05d".formatted(target, number);
    }
}
