package dev.warren.stores.faults;

import dev.warren.testsupport.TestPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link PaymentsIT} with the payments, the outbox and the store in PostgreSQL. */
@Tag("once")
@Timeout(14_400)
class PaymentsOnPostgresIT {
    @Test
    void everyPaymentIsChargedExactlyOnceWhateverIsKilled() throws Exception {
        Ground ground = Ground.onPostgres(TestPostgres.url());
        try {
            PaymentsIT.chargesEachExactlyOnce("postgres", ground);
        } finally {
            ground.remove();
        }
    }
}
