package dev.tidings.engine.expand;

import java.time.Duration;

/**
 * How expansions proceed.
 *
 * @param lease how long another node waits before it takes over an expansion
 * @param slice the number of recipients per slice
 * @param mostDue the number of due deliveries at which the next slice waits
 * @param pause how many times as long as a slice took the next one waits, so that other commits get their share of the
 * store
 */
public record ExpansionSettings(Duration lease, int slice, int mostDue, int pause) {
    // By `script/bench topic`: the latency of other intents at most doubles.
    private static final int SLICE = 25;
    private static final int MOST_DUE = 16;
    private static final int PAUSE = 3;

    /** Returns settings that keep lanes busy, the waiting deliveries few, and three quarters of the store free. */
    public static ExpansionSettings of(Duration lease) {
        return new ExpansionSettings(lease, SLICE, MOST_DUE, PAUSE);
    }
}
