package dev.tidings.client.submit;

import org.jspecify.annotations.Nullable;

/** An intent has no receipt. */
public abstract sealed class TidingsException extends RuntimeException permits RefusedException, UnansweredException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final String idempotencyKey;

    TidingsException(String message, Problem problem, String idempotencyKey, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
        this.idempotencyKey = idempotencyKey;
    }

    /** What the server said last. */
    public Problem problem() {
        return problem;
    }

    /** The key of the submission, also when it was made here. */
    public String idempotencyKey() {
        return idempotencyKey;
    }
}
