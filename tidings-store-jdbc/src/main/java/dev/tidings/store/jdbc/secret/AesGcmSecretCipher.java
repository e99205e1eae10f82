package dev.tidings.store.jdbc.secret;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.StoreUnavailable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a new nonce each time: a version byte, the id of the key, the nonce, then ciphertext and tag.
 * The first key encrypts, all keys decrypt.
 */
public final class AesGcmSecretCipher implements SecretCipher {
    private static final byte VERSION = 2;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int NONCE_AT = 1 + SecretKeyId.BYTES;
    private static final int HEADER = NONCE_AT + NONCE_BYTES;
    private static final int SHORTEST = HEADER + TAG_BITS / Byte.SIZE;

    private final Map<String, SecretKey> keys = new LinkedHashMap<>();
    private final String current;
    private final SecureRandom random;

    /** @param keys the encrypting key, then those that only decrypt */
    public AesGcmSecretCipher(List<SecretKey> keys, SecureRandom random) {
        keys.forEach(key -> this.keys.putIfAbsent(SecretKeyId.of(key), key));
        this.current = SecretKeyId.of(keys.getFirst());
        this.random = random;
    }

    @Override
    public String keyId() {
        return current;
    }

    @Override
    public boolean has(String keyId) {
        return keys.containsKey(keyId);
    }

    @Override
    public byte[] encrypt(byte[] plain, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, current, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(HEADER + sealed.length)
                    .put(VERSION)
                    .put(HexFormat.of().parseHex(current))
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
        String keyId = HexFormat.of().formatHex(sealed, 1, NONCE_AT);
        if (!keys.containsKey(keyId)) {
            throw new StoreUnavailable("a secret in the database is encrypted with the key " + keyId
                    + ", which this server does not have; add it to store.old_secret_keys");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, NONCE_AT, nonce, 0, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, keyId, nonce, context).doFinal(sealed, HEADER, sealed.length - HEADER);
        } catch (AEADBadTagException changed) {
            throw new StoreUnavailable(
                    "a secret in the database cannot be decrypted with its key " + keyId
                            + ": it was changed or moved; put the endpoint again",
                    changed);
        } catch (GeneralSecurityException unsupported) {
            throw new IllegalStateException("AES-GCM is part of every JDK", unsupported);
        }
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
