package dev.tidings.testkit.simulation;

/** Thrown when a rule is violated. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    public Violation(String message) {
        super(message);
    }
}
