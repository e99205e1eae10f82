package dev.tidings.core.endpoint;

/** Encrypts what is stored of secrets. {@code context} is bound to the ciphertext: moved elsewhere, it does not open. */
public interface SecretCipher {
    byte[] encrypt(byte[] plain, String context);

    byte[] decrypt(byte[] sealed, String context);
}
