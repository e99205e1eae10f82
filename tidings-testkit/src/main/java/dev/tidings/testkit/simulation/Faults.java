package dev.tidings.testkit.simulation;

/**
 * How often what goes wrong; each a probability a call.
 *
 * @param before the call fails and nothing was written
 * @param after the call fails though it was written
 * @param crash the process dies, before or after the write
 */
public record Faults(double before, double after, double crash) {
    public static final Faults NONE = new Faults(0, 0, 0);
}
