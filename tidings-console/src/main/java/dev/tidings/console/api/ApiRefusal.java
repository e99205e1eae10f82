package dev.tidings.console.api;

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

    /** The HTTP status. */
    public int status() {
        return status;
    }

    public ProblemShown problem() {
        return problem;
    }
}
