package dev.tidings.core.problem;

/**
 * Carries a {@link Problem} to the edge that answers. It has no stack trace, because it is an answer and not a defect.
 */
public class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
