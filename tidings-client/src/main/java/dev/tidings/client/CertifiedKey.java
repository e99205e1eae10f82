package dev.tidings.client;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Checks whether a private key and a certificate belong together, since TLS files are easily mixed up. */
public final class CertifiedKey {
    private static final byte[] SIGNED = {1, 2, 3, 4};

    private CertifiedKey() {}

    /** Returns whether the public key verifies what the private key signs. */
    public static boolean matches(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(SIGNED);
            byte[] made = signature.sign();
            signature.initVerify(certified);
            signature.update(SIGNED);
            return signature.verify(made);
        } catch (GeneralSecurityException mismatch) {
            return false;
        }
    }
}
