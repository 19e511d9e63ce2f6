package dev.warren.stores.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.stores.faults.PaymentProcess.Mode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Payments that are published two or three times each by several processes, and charged by workers that are killed all the while: with the writes
 * committed together with the completion each is charged once, and one receipt is sent for it. {@code dev/soak payments} runs this with larger
 * numbers.
 */
@Tag("once")
@Timeout(14_400)
class PaymentsIT {
    private static final int PAYMENTS = Integer.getInteger("soak.payments", 600);
    private static final int KILLS = Integer.getInteger("soak.kills", 4);
    private static final int PLAIN_PAYMENTS = Integer.getInteger("soak.payments", 150);
    private static final int PLAIN_KILLS = Integer.getInteger("soak.kills", 2);
    private static final int RESTARTS = Integer.getInteger("soak.restarts", 0);

    @TempDir
    Path directory;

    private Ground ground() {
        return new Ground(directory.resolve("payments.db").toString());
    }

    @Test
    void everyPaymentIsChargedExactlyOnceWhateverIsKilled() throws Exception {
        chargesEachExactlyOnce("transaction", ground());
    }

    static void chargesEachExactlyOnce(String name, Ground ground, PaymentDrill.Disaster... disasters)
            throws Exception {
        PaymentDrill.Report report =
                charge(PaymentDrill.start(name, Mode.TRANSACTION, ground, PAYMENTS), KILLS, disasters);

        assertThat(report.complaints()).isEmpty();
        assertThat(report.paymentsTooMany()).isZero();
        assertThat(report.receiptsTooMany()).isZero();
        assertThat(report.runs()).as("runs, some of which were cut short").isGreaterThanOrEqualTo(PAYMENTS);
    }

    @Test
    void withoutTheTransactionEveryPaymentIsChargedAtLeastOnce() throws Exception {
        chargesEachAtLeastOnce("plain", ground());
    }

    /** The counter-example: how many are charged twice is chance, so it is told and not asserted. */
    static void chargesEachAtLeastOnce(String name, Ground ground, PaymentDrill.Disaster... disasters)
            throws Exception {
        PaymentDrill.Report report =
                charge(PaymentDrill.start(name, Mode.PLAIN, ground, PLAIN_PAYMENTS), PLAIN_KILLS, disasters);

        assertThat(report.complaints()).isEmpty();
        assertThat(report.paymentsTooMany()).isBetween(0L, (long) PLAIN_PAYMENTS);
    }

    private static PaymentDrill.Report charge(PaymentDrill started, int kills, PaymentDrill.Disaster... disasters)
            throws Exception {
        try (PaymentDrill drill = started) {
            drill.kill(kills);
            for (int i = 0; i < RESTARTS && disasters.length > 0; i++) {
                disasters[i % disasters.length].strike();
                drill.kill(kills / RESTARTS);
            }
            return drill.end();
        }
    }

    /** What a drill waits for at most, from the last kill on. */
    static Duration within(int payments) {
        return Duration.ofSeconds(60 + payments / 50);
    }
}
