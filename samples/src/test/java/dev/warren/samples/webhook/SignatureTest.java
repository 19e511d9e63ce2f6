package dev.warren.samples.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final byte[] BODY = "{\"event\":\"order.paid\"}".getBytes(UTF_8);

    /** The value comes from: printf '1700000000.{"event":"order.paid"}' | openssl dgst -sha256 -hmac secret */
    @Test
    void isWhatOtherToolsCompute() {
        assertThat(Signature.of("secret", 1_700_000_000L, BODY))
                .isEqualTo("sha256=4debcc73978ba46c2f412118a2bef18d94b62310634415d95dff333ac0066fe7");
    }

    @Test
    void coversSecretTimeAndBody() {
        String signature = Signature.of("secret", 1, BODY);

        assertThat(Signature.matches(signature, "secret", 1, BODY)).isTrue();
        assertThat(Signature.matches(signature, "other", 1, BODY)).isFalse();
        assertThat(Signature.matches(signature, "secret", 2, BODY)).isFalse();
        assertThat(Signature.matches(signature, "secret", 1, "{}".getBytes(UTF_8)))
                .isFalse();
        assertThat(Signature.matches("", "secret", 1, BODY)).isFalse();
    }
}
