package dev.tidings.engine.expand;

import java.time.Duration;

/**
 * How expansions proceed.
 *
 * @param lease how long another node waits before it takes over an expansion
 * @param slice the number of recipients per slice
 * @param mostDue the number of due deliveries at which the next slice waits
 */
public record ExpansionSettings(Duration lease, int slice, int mostDue) {
    private static final int SLICE = 100;
    private static final int MOST_DUE = 50;

    /** Returns settings that keep lanes busy, and the waiting deliveries few. */
    public static ExpansionSettings of(Duration lease) {
        return new ExpansionSettings(lease, SLICE, MOST_DUE);
    }
}
