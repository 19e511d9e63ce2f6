package dev.warren.samples.payment;

import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.samples.SampleRun;
import dev.warren.topology.LaneName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Charges a payment. Whoever publishes it gives the job the payment's id, so that a shop that is unsure whether it has published, or
 * three of its servers at once, may publish again: the payment is charged once.
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
            ledger.charge(job.payload().paymentId(), job.payload().cents());
            return JobResult.done();
        };
    }

    /** Runs this sample alone: one payment. */
    public static void main(String[] args) throws Exception {
        Path file = Files.createTempDirectory("warren-payment").resolve("ledger.db");
        Ledger ledger = new Ledger(file);
        Charge charge = new Charge("payment-" + System.nanoTime(), 4_200);
        SampleRun.run(CHARGE, handler(ledger), List.of(job(charge)));
        System.out.println("charged: " + ledger.chargedCents(charge.paymentId()) + " cents");
    }
}
