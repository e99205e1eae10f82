package dev.tidings.client.submit;

import org.jspecify.annotations.Nullable;

/** The server refused the intent permanently: the intent, the key or the permission has to change. */
public non-sealed class RefusedException extends TidingsException {
    private static final long serialVersionUID = 1L;

    RefusedException(Problem problem, String idempotencyKey, @Nullable Throwable cause) {
        super(problem.message() + " [" + problem.code() + "]", problem, idempotencyKey, cause);
    }

    static RefusedException of(Problem problem, String idempotencyKey, @Nullable Throwable cause) {
        return switch (problem.code()) {
            case "idempotency_conflict", "already_exists" ->
                new IdempotencyConflictException(problem, idempotencyKey, cause);
            case "unauthenticated", "permission_denied", "tenant_suspended" ->
                new NotAllowedException(problem, idempotencyKey, cause);
            default -> new RefusedException(problem, idempotencyKey, cause);
        };
    }
}
