package dev.tidings.client.submit;

import org.jspecify.annotations.Nullable;

/** The time was up, and every try had failed in passing. It may be accepted; submit it again with the same key to know. */
public final class UnansweredException extends TidingsException {
    private static final long serialVersionUID = 1L;

    private final int tries;

    UnansweredException(Problem last, String idempotencyKey, int tries, @Nullable Throwable cause) {
        super(
                "no receipt after " + tries + (tries == 1 ? " try" : " tries") + "; the last one: " + last.message()
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
