package dev.tidings.client.submit;

import org.jspecify.annotations.Nullable;

/** The key is known with another intent. */
public final class IdempotencyConflictException extends RefusedException {
    private static final long serialVersionUID = 1L;

    IdempotencyConflictException(Problem problem, String idempotencyKey, @Nullable Throwable cause) {
        super(problem, idempotencyKey, cause);
    }
}
