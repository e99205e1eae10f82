package dev.tidings.client.submit;

import org.jspecify.annotations.Nullable;

/**
 * The time limit was reached and every attempt failed with a transient problem. The intent may have been accepted;
 * submit it again with the same key to find out.
 */
public final class UnansweredException extends TidingsException {
    private static final long serialVersionUID = 1L;

    private final int tries;

    UnansweredException(Problem last, String idempotencyKey, int tries, @Nullable Throwable cause) {
        super(
                "no receipt after " + tries + (tries == 1 ? " try" : " tries") + "; last problem: " + last.message()
                        + " [" + last.code() + "]",
                last,
                idempotencyKey,
                cause);
        this.tries = tries;
    }

    public int tries() {
        return tries;
    }
}
