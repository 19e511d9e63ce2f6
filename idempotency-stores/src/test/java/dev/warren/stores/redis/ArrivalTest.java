package dev.warren.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.StoreException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arrivals as bytes and back. */
class ArrivalTest {
    private static final byte[] ID = Names.bytes("1795348800000001-0");
    private static final List<String> JOBS =
            List.of("jobs//greet/a", "jobs/acme%2F2/ä/3:b", "jobs//greet/" + "€".repeat(200), "jobs//greet/:/\u0000");

    @Test
    void jobsComeOutAsTheyWentIn() {
        assertThat(Arrival.read(ID, Arrival.bytes(JOBS))).isEqualTo(new Arrival(1_795_348_800_000_001L, JOBS));
        assertThat(Arrival.bytes(List.of("jobs//greet/a", "ä"))).isEqualTo(Names.bytes("13:jobs//greet/a2:ä"));
    }

    @Test
    void damagedBytesEndInAStoreException() {
        byte[] bytes = Names.bytes("13:jobs//greet/a4:bc");
        assertThatThrownBy(() -> Arrival.read(ID, bytes))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("an arrival in Redis, of 20 bytes, is damaged");
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrival.bytes(JOBS);
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                Arrival.read(ID, damaged);
            } catch (StoreException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
