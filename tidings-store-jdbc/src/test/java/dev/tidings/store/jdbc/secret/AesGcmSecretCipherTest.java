package dev.tidings.store.jdbc.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AesGcmSecretCipherTest {
    private static final byte[] PLAIN = "whsec_1".getBytes(StandardCharsets.UTF_8);

    private final AesGcmSecretCipher cipher = cipher(key(0));

    private static AesGcmSecretCipher cipher(SecretKey... keys) {
        return new AesGcmSecretCipher(List.of(keys), new SecureRandom());
    }

    private static SecretKey key(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return new SecretKeySpec(bytes, "AES");
    }

    @Test
    void the_first_key_encrypts_and_all_of_them_decrypt() {
        byte[] old = cipher.encrypt(PLAIN, "a");
        AesGcmSecretCipher both = cipher(key(1), key(0));

        assertThat(both.decrypt(old, "a")).isEqualTo(PLAIN);
        byte[] fresh = both.encrypt(PLAIN, "a");
        assertThat(cipher(key(1)).decrypt(fresh, "a")).isEqualTo(PLAIN);
        assertThatThrownBy(() -> cipher.decrypt(fresh, "a"))
                .as("the old key alone")
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(SecretKeyId.of(key(1)));
    }

    @Test
    void the_id_of_a_key_is_stable_and_does_not_reveal_it() {
        assertThat(SecretKeyId.of(key(0))).isEqualTo("fece0505e0cfa3ad").isEqualTo(cipher.keyId());
        assertThat(SecretKeyId.of(key(1))).isNotEqualTo(SecretKeyId.of(key(0)));
        assertThat(cipher(key(1), key(0)).has(SecretKeyId.of(key(0)))).isTrue();
        assertThat(cipher.has(SecretKeyId.of(key(1)))).isFalse();
    }

    @Test
    void a_secret_is_decrypted_in_its_context() {
        assertThat(cipher.decrypt(cipher.encrypt(PLAIN, "a"), "a")).isEqualTo(PLAIN);
        assertThat(cipher.decrypt(cipher.encrypt(new byte[0], "a"), "a")).isEmpty();
    }

    @Test
    void equal_secrets_have_different_ciphertexts() {
        assertThat(cipher.encrypt(PLAIN, "a")).isNotEqualTo(cipher.encrypt(PLAIN, "a"));
    }

    @Test
    void a_secret_is_not_decrypted_in_another_context_or_with_another_key() {
        byte[] sealed = cipher.encrypt(PLAIN, "a");
        AesGcmSecretCipher other = cipher(key(1));

        assertThatThrownBy(() -> cipher.decrypt(sealed, "b")).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> other.decrypt(sealed, "a"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("which this server does not have");
    }

    @Test
    void any_flipped_bit_is_detected() {
        byte[] sealed = cipher.encrypt(PLAIN, "a");
        for (int i = 0; i < sealed.length; i++) {
            byte[] damaged = sealed.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> cipher.decrypt(damaged, "a")).isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void a_ciphertext_that_is_too_short_is_reported() {
        assertThatThrownBy(() -> cipher.decrypt(new byte[] {1, 2}, "a"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("2 bytes");
    }
}
