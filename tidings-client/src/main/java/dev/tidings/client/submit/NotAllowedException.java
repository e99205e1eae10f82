package dev.tidings.client.submit;

import org.jspecify.annotations.Nullable;

/** The API key is missing or invalid, or lacks the scope. */
public final class NotAllowedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    NotAllowedException(Problem problem, String idempotencyKey, @Nullable Throwable cause) {
        super(problem, idempotencyKey, cause);
    }
}
