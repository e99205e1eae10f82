package dev.tidings.testkit.simulation;

/**
 * Probabilities of faults, per call.
 *
 * @param before the call fails before the write
 * @param after the call fails after the write
 * @param crash the process crashes, before or after the write
 */
public record Faults(double before, double after, double crash) {
    public static final Faults NONE = new Faults(0, 0, 0);
}
