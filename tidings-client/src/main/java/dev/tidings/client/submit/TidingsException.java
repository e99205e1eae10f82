package dev.tidings.client.submit;

import org.jspecify.annotations.Nullable;

/** A submission without a receipt. */
public abstract sealed class TidingsException extends RuntimeException permits RefusedException, UnansweredException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final String idempotencyKey;

    TidingsException(String message, Problem problem, String idempotencyKey, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
        this.idempotencyKey = idempotencyKey;
    }

    /** Returns the server's last problem. */
    public Problem problem() {
        return problem;
    }

    /** Returns the key of the submission, including a generated one. */
    public String idempotencyKey() {
        return idempotencyKey;
    }
}
