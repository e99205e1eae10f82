package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertifiedKeyTest {
    private static KeyPair pair(String algorithm) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            // Longer ones take seconds to find and prove no more.
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void a_private_key_matches_only_its_own_public_key(String algorithm) throws NoSuchAlgorithmException {
        KeyPair ours = pair(algorithm);

        assertThat(CertifiedKey.matches(ours.getPrivate(), ours.getPublic())).isTrue();
        assertThat(CertifiedKey.matches(ours.getPrivate(), pair(algorithm).getPublic()))
                .isFalse();
    }

    @Test
    void a_key_of_another_algorithm_matches_nothing() throws NoSuchAlgorithmException {
        assertThat(CertifiedKey.matches(pair("EC").getPrivate(), pair("Ed25519").getPublic()))
                .isFalse();
    }
}
