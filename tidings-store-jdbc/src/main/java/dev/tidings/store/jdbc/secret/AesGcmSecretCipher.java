package dev.tidings.store.jdbc.secret;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.StoreUnavailable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM with a fresh nonce each time: a version byte, the nonce, then ciphertext and tag. */
public final class AesGcmSecretCipher implements SecretCipher {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int SHORTEST = 1 + NONCE_BYTES + TAG_BITS / Byte.SIZE;
    private static final String WHAT_TO_DO = "; put back the secret.key with which the database was written";

    private final SecretKey key;
    private final SecureRandom random;

    public AesGcmSecretCipher(SecretKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    @Override
    public byte[] encrypt(byte[] plain, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException unsupported) {
            throw new IllegalStateException("AES-GCM is part of every JDK", unsupported);
        }
    }

    @Override
    public byte[] decrypt(byte[] sealed, String context) {
        if (sealed.length < SHORTEST || sealed[0] != VERSION) {
            throw new StoreUnavailable("a secret in the database is damaged (" + sealed.length
                    + " bytes; expected version " + VERSION + " and " + SHORTEST + " bytes or more)");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
        } catch (AEADBadTagException wrongKey) {
            throw new StoreUnavailable("a secret in the database does not open with this key" + WHAT_TO_DO, wrongKey);
        } catch (GeneralSecurityException unsupported) {
            throw new IllegalStateException("AES-GCM is part of every JDK", unsupported);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
