package dev.warren.samples.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path folder;

    @Test
    void chargesAPaymentOnce() throws Exception {
        Ledger ledger = new Ledger(folder.resolve("ledger.db"));
        assertThat(ledger.charge("p1", 4_200)).isTrue();
        assertThat(ledger.charge("p1", 4_200)).isFalse();
        ledger.charge("p2", 100);

        assertThat(ledger.chargedCents("p1")).isEqualTo(4_200);
        assertThat(ledger.chargedCents("p2")).isEqualTo(100);
        assertThat(ledger.chargedCents("p3")).isZero();
    }
}
