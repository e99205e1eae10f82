package dev.tidings.testkit.store;

import dev.tidings.core.endpoint.SecretCipher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** No cipher but a visible transformation bound to its context: enough to see that a store seals and opens. */
public final class ReversingCipher implements SecretCipher {
    @Override
    public byte[] encrypt(byte[] plain, String context) {
        byte[] bound = context.getBytes(StandardCharsets.UTF_8);
        byte[] sealed = Arrays.copyOf(bound, bound.length + plain.length);
        for (int i = 0; i < plain.length; i++) {
            sealed[bound.length + i] = (byte) ~plain[plain.length - 1 - i];
        }
        return sealed;
    }

    @Override
    public byte[] decrypt(byte[] sealed, String context) {
        byte[] bound = context.getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(bound, Arrays.copyOf(sealed, bound.length))) {
            throw new IllegalArgumentException("sealed for another context than " + context);
        }
        byte[] plain = new byte[sealed.length - bound.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) ~sealed[sealed.length - 1 - i];
        }
        return plain;
    }
}
