package dev.tidings.core.endpoint;

/**
 * Encrypts what is stored of secrets. {@code context} is bound to the ciphertext: moved elsewhere, it does not open. One key
 * encrypts; others may still decrypt what they encrypted before. Every ciphertext names its key.
 */
public interface SecretCipher {
    byte[] encrypt(byte[] plain, String context);

    /** Throws a {@link dev.tidings.core.store.StoreUnavailable} when the key is missing or the ciphertext was changed. */
    byte[] decrypt(byte[] sealed, String context);

    /** The id of the key that encrypts; it tells nothing of the key and may be shown. */
    String keyId();

    /** Whether this cipher has the key with this id. */
    boolean has(String keyId);
}
