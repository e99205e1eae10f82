package dev.tidings.bench.measure;

/** Something a workload needs is not there. The message says what, and what to do. */
public final class PreconditionMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PreconditionMissing(String message) {
        super(message);
    }
}
