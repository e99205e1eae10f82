package dev.tidings.console.api;

import com.linecorp.armeria.common.HttpStatus;
import dev.tidings.core.problem.Cause;
import java.util.Arrays;

/** The API refused a call, or failed. */
@SuppressWarnings("serial") // Never serialized.
public final class ApiRefusal extends RuntimeException {
    private final int status;
    private final ProblemShown problem;

    ApiRefusal(int status, ProblemShown problem) {
        super(problem.detail(), null, false, false);
        this.status = status;
        this.problem = problem;
    }

    /** Returns the refusal with one of these statuses behind a failure; throws any other failure. */
    public static ApiRefusal expected(Throwable failure, HttpStatus... statuses) {
        Throwable cause = Cause.of(failure);
        if (cause instanceof ApiRefusal refusal
                && Arrays.stream(statuses).anyMatch(status -> status.code() == refusal.status)) {
            return refusal;
        }
        throw Cause.unchecked(cause);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    public ProblemShown problem() {
        return problem;
    }
}
