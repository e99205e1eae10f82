package dev.tidings.store.jdbc.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AesGcmSecretCipherTest {
    private static final byte[] PLAIN = "whsec_1".getBytes(StandardCharsets.UTF_8);

    private final AesGcmSecretCipher cipher =
            new AesGcmSecretCipher(new SecretKeySpec(new byte[32], "AES"), new SecureRandom());

    @Test
    void what_was_sealed_opens_in_its_context() {
        assertThat(cipher.decrypt(cipher.encrypt(PLAIN, "a"), "a")).isEqualTo(PLAIN);
        assertThat(cipher.decrypt(cipher.encrypt(new byte[0], "a"), "a")).isEmpty();
    }

    @Test
    void the_same_secret_never_looks_the_same() {
        assertThat(cipher.encrypt(PLAIN, "a")).isNotEqualTo(cipher.encrypt(PLAIN, "a"));
    }

    @Test
    void it_does_not_open_in_another_context_or_under_another_key() {
        byte[] sealed = cipher.encrypt(PLAIN, "a");
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        AesGcmSecretCipher other = new AesGcmSecretCipher(new SecretKeySpec(otherKey, "AES"), new SecureRandom());

        assertThatThrownBy(() -> cipher.decrypt(sealed, "b")).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> other.decrypt(sealed, "a"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("does not open with this key");
    }

    @Test
    void any_flipped_bit_is_noticed() {
        byte[] sealed = cipher.encrypt(PLAIN, "a");
        for (int i = 0; i < sealed.length; i++) {
            byte[] damaged = sealed.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> cipher.decrypt(damaged, "a")).isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void what_is_too_short_is_named() {
        assertThatThrownBy(() -> cipher.decrypt(new byte[] {1, 2}, "a"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("2 bytes");
    }
}
