package dev.tidings.testkit.simulation;

/** A rule was broken. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    public Violation(String message) {
        super(message);
    }
}
