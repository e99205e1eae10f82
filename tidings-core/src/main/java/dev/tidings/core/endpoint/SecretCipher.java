package dev.tidings.core.endpoint;

/**
 * Encrypts secrets at rest. {@code context} is bound to the ciphertext, which does not decrypt in another context. One
 * key encrypts; older keys may still decrypt. Every ciphertext names its key.
 */
public interface SecretCipher {
    byte[] encrypt(byte[] plain, String context);

    /**
     * Throws a {@link dev.tidings.core.store.StoreUnavailable} when the key is missing or the ciphertext was modified.
     */
    byte[] decrypt(byte[] sealed, String context);

    /** Returns the id of the encrypting key; it reveals nothing about the key. */
    String keyId();

    /** Returns whether this cipher has the key with this id. */
    boolean has(String keyId);
}
