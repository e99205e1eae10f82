package dev.tidings.testkit.store;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A visible transformation instead of encryption, bound to a key id and a context: enough to test encryption,
 * decryption and re-encryption.
 */
public final class ReversingCipher implements SecretCipher {
    private static final String FIRST = "key-1";

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile String current = FIRST;

    public ReversingCipher() {
        known.add(FIRST);
    }

    /** Makes this key the encrypting one; previous keys still decrypt. */
    public void encryptWith(String keyId) {
        known.add(keyId);
        current = keyId;
    }

    /** Removes this key: its ciphertexts can no longer be decrypted. */
    public void forget(String keyId) {
        known.remove(keyId);
    }

    @Override
    public String keyId() {
        return current;
    }

    @Override
    public boolean has(String keyId) {
        return known.contains(keyId);
    }

    @Override
    public byte[] encrypt(byte[] plain, String context) {
        byte[] bound = bound(current, context);
        byte[] sealed = Arrays.copyOf(bound, bound.length + plain.length);
        for (int i = 0; i < plain.length; i++) {
            sealed[bound.length + i] = (byte) ~plain[plain.length - 1 - i];
        }
        return sealed;
    }

    @Override
    public byte[] decrypt(byte[] sealed, String context) {
        byte[] bound = known.stream()
                .map(keyId -> bound(keyId, context))
                .filter(start -> Arrays.equals(start, Arrays.copyOf(sealed, start.length)))
                .findFirst()
                .orElseThrow(() ->
                        new StoreUnavailable("encrypted with an unknown key or for another context than " + context));
        byte[] plain = new byte[sealed.length - bound.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) ~sealed[sealed.length - 1 - i];
        }
        return plain;
    }

    private static byte[] bound(String keyId, String context) {
        return (keyId + ":" + context).getBytes(StandardCharsets.UTF_8);
    }
}
