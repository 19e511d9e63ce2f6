package dev.warren.consume;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.ProgressReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the store how far jobs in hand are: each at most once in a round, and its latest word. Nothing depends on it, so what the store does
 * not take is told again with the next round, or lost.
 */
final class ProgressReports implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ProgressReports.class);
    private static final int MOST_IN_A_BATCH = 500;

    private final IdempotencyStore store;
    private final InFlight inFlight;

    ProgressReports(WorkerParts parts) {
        this.store = parts.store();
        this.inFlight = parts.inFlight();
    }

    /** One round, of all jobs in hand. */
    @Override
    public void run() {
        List<RunningJob> changed = inFlight.withNewProgress();
        for (int from = 0; from < changed.size(); from += MOST_IN_A_BATCH) {
            tell(changed.subList(from, Math.min(from + MOST_IN_A_BATCH, changed.size())));
        }
    }

    /** The last word of jobs that have ended: it is lost if the store does not take it before their decisions. */
    void last(List<RunningJob> ended) {
        List<RunningJob> changed =
                ended.stream().filter(RunningJob::hasNewProgress).toList();
        if (!changed.isEmpty()) {
            tell(changed);
        }
    }

    private void tell(List<RunningJob> changed) {
        Map<RunningJob, ProgressReport> reports = new LinkedHashMap<>();
        changed.forEach(job ->
                job.takeProgress().ifPresent(progress -> reports.put(job, new ProgressReport(job.claim(), progress))));
        try {
            store.report(List.copyOf(reports.values()));
        } catch (RuntimeException e) { // a StoreException, or a defect of the store
            log.debug("the progress of {} jobs is not told yet: {}", reports.size(), e.getMessage());
            reports.forEach((job, report) -> job.putBack(report.progress()));
        }
    }
}
