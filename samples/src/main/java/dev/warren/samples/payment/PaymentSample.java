package dev.warren.samples.payment;

import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.samples.SampleRun;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Charges a payment. Whoever publishes it gives the job the payment's id, so that a shop that is unsure whether it has published, or
 * three of its servers at once, may publish again: the payment is charged once. That it is done stands in the store's file, which outlives
 * the worker; and should a worker be killed after the charge and before it could say so, the next one finds it in the ledger.
 */
public final class PaymentSample {
    /** The job type, on the lane for jobs that someone waits for. */
    public static final JobType<Charge> CHARGE =
            JobType.of("payment.charge", Charge.class).onLane(LaneName.CRITICAL);

    private PaymentSample() {}

    /**
     * The payload.
     *
     * @param paymentId what to charge
     * @param cents how much
     */
    public record Charge(String paymentId, long cents) {}

    /** The job for a payment: its id is the payment's. */
    public static NewJob<Charge> job(Charge charge) {
        return NewJob.of(CHARGE, charge).withId(charge.paymentId());
    }

    /** The handler. */
    public static JobHandler<Charge> handler(Ledger ledger) {
        return job -> {
            boolean now = ledger.charge(job.payload().paymentId(), job.payload().cents());
            return JobResult.done(now ? "charged" : "had been charged already");
        };
    }

    /** A worker for payments alone. Several processes may run one each, with the same store. */
    public static Worker worker(
            RabbitBroker broker, Topology topology, IdempotencyStore store, JobHandler<Charge> handler) {
        return Worker.builder(broker)
                .topology(topology)
                .lanes(LaneName.CRITICAL)
                .store(store)
                .handle(CHARGE, handler)
                .start();
    }

    /** Runs this sample alone: one payment. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("warren-payment");
        Ledger ledger = new Ledger(folder.resolve("ledger.db"));
        Charge charge = new Charge("payment-" + System.nanoTime(), 4_200);
        try (SqliteStore store = SqliteStore.open(folder.resolve("jobs.db"))) {
            SampleRun.run(store, CHARGE, handler(ledger), List.of(job(charge)));
        }
        System.out.println("charged: " + ledger.chargedCents(charge.paymentId()) + " cents");
    }
}
