package dev.tidings.bench.measure;

/** A workload's requirement is missing. The message says what is missing and how to fix it. */
public final class PreconditionMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PreconditionMissing(String message) {
        super(message);
    }
}
