package dev.tidings.client.submit;

import org.jspecify.annotations.Nullable;

/** The key already belongs to a different intent. */
public final class IdempotencyConflictException extends RefusedException {
    private static final long serialVersionUID = 1L;

    IdempotencyConflictException(Problem problem, String idempotencyKey, @Nullable Throwable cause) {
        super(problem, idempotencyKey, cause);
    }
}
