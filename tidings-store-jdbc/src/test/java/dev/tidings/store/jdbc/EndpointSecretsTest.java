package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.secret.AesGcmSecretCipher;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class EndpointSecretsTest {
    private static final EndpointKey ENDPOINT = new EndpointKey("default", "user:1", "webhook", "default");
    private static final EndpointKey OTHER = new EndpointKey("default", "user:2", "webhook", "default");
    private static final List<SigningSecret> SECRETS =
            List.of(new SigningSecret("sec_1", new Secret("whsec_1"), Instant.EPOCH, null));
    private static final EndpointAuth AUTH = new EndpointAuth.Bearer(new Secret("token"));

    private final AtomicInteger decryptions = new AtomicInteger();
    private final EndpointSecrets secrets = new EndpointSecrets(counting(
            new AesGcmSecretCipher(List.of(new SecretKeySpec(new byte[32], "AES")), new SecureRandom()), decryptions));

    @Test
    void secrets_that_were_read_recently_are_not_decrypted_again() {
        byte[] sealedSecrets = secrets.sealSecrets(ENDPOINT, SECRETS);
        byte[] sealedAuth = secrets.sealAuth(ENDPOINT, AUTH);

        EndpointSecrets.Opened first = secrets.open(ENDPOINT, sealedSecrets, sealedAuth);
        EndpointSecrets.Opened again = secrets.open(ENDPOINT, sealedSecrets.clone(), sealedAuth.clone());

        assertThat(first).isEqualTo(new EndpointSecrets.Opened(SECRETS, AUTH)).isSameAs(again);
        assertThat(decryptions).hasValue(2);
    }

    @Test
    void a_changed_secret_is_decrypted() {
        byte[] sealedAuth = secrets.sealAuth(ENDPOINT, AUTH);
        secrets.open(ENDPOINT, secrets.sealSecrets(ENDPOINT, SECRETS), sealedAuth);

        assertThat(secrets.open(ENDPOINT, secrets.sealSecrets(ENDPOINT, List.of()), sealedAuth)
                        .secrets())
                .isEmpty();
    }

    @Test
    void columns_copied_to_another_endpoint_do_not_open_there_even_if_they_were_read_before() {
        byte[] sealedSecrets = secrets.sealSecrets(ENDPOINT, SECRETS);
        byte[] sealedAuth = secrets.sealAuth(ENDPOINT, AUTH);
        secrets.open(ENDPOINT, sealedSecrets, sealedAuth);

        assertThatThrownBy(() -> secrets.open(OTHER, sealedSecrets, sealedAuth)).isInstanceOf(StoreUnavailable.class);
    }

    private static SecretCipher counting(SecretCipher cipher, AtomicInteger decryptions) {
        return new SecretCipher() {
            @Override
            public byte[] encrypt(byte[] plain, String context) {
                return cipher.encrypt(plain, context);
            }

            @Override
            public byte[] decrypt(byte[] sealed, String context) {
                decryptions.incrementAndGet();
                return cipher.decrypt(sealed, context);
            }

            @Override
            public String keyId() {
                return cipher.keyId();
            }

            @Override
            public boolean has(String keyId) {
                return cipher.has(keyId);
            }
        };
    }
}
