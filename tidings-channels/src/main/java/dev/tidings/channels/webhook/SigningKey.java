package dev.tidings.channels.webhook;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A Standard Webhooks key. Thread-safe. */
sealed interface SigningKey {
    String SYMMETRIC_PREFIX = "whsec_";
    String PRIVATE_PREFIX = "whsk_";
    int MIN_BYTES = 24;
    int MAX_BYTES = 64;

    /** Returns the header entry: version, comma, Base64. */
    String sign(byte[] head, byte[] body) throws GeneralSecurityException;

    /**
     * Parses a secret in its written form.
     *
     * @throws IllegalArgumentException with the expected form, without the secret
     */
    static SigningKey parse(String written) {
        try {
            if (written.startsWith(SYMMETRIC_PREFIX)) {
                return Hmac.of(decode(written, SYMMETRIC_PREFIX));
            }
            if (written.startsWith(PRIVATE_PREFIX)) {
                return Ed25519.of(decode(written, PRIVATE_PREFIX));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HmacSHA256 or Ed25519", e);
        }
        throw new IllegalArgumentException("whsec_ or whsk_ followed by Base64");
    }

    private static byte[] decode(String written, String prefix) {
        try {
            return Base64.getDecoder().decode(written.substring(prefix.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Base64 after " + prefix, e);
        }
    }

    /** v1: HMAC-SHA256. The prototype holds the key and is only cloned. */
    record Hmac(Mac prototype) implements SigningKey {
        private static final String ALGORITHM = "HmacSHA256";

        static Hmac of(byte[] key) throws GeneralSecurityException {
            if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "whsec_ followed by " + MIN_BYTES + " to " + MAX_BYTES + " bytes in Base64, not " + key.length);
            }
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return new Hmac(mac);
        }

        @Override
        public String sign(byte[] head, byte[] body) throws GeneralSecurityException {
            Mac mac;
            try {
                mac = (Mac) prototype.clone();
            } catch (CloneNotSupportedException e) {
                throw new GeneralSecurityException("this JDK's HmacSHA256 cannot be cloned", e);
            }
            mac.update(head);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        }

        @Override
        public String toString() {
            return "Hmac[****]";
        }
    }

    /** v1a: Ed25519. */
    record Ed25519(PrivateKey key) implements SigningKey {
        private static final String ALGORITHM = "Ed25519";
        private static final int SEED_BYTES = 32;

        /** Accepts the seed, alone or followed by the public key (NaCl format). */
        static Ed25519 of(byte[] seed) throws GeneralSecurityException {
            if (seed.length != SEED_BYTES && seed.length != 2 * SEED_BYTES) {
                throw new IllegalArgumentException(
                        "whsk_ followed by a private key of 32 or 64 bytes in Base64, not " + seed.length);
            }
            return new Ed25519(KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(
                            new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(seed, SEED_BYTES))));
        }

        @Override
        public String sign(byte[] head, byte[] body) throws GeneralSecurityException {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(head);
            signature.update(body);
            return "v1a," + Base64.getEncoder().encodeToString(signature.sign());
        }

        @Override
        public String toString() {
            return "Ed25519[****]";
        }
    }
}
