package dev.tidings.core.outage;

import dev.tidings.core.store.StoreUnavailable;
import java.time.Instant;

/**
 * The store is away.
 *
 * @param since by this machine's clock
 * @param reason what the store said
 */
public record Outage(Instant since, String reason) {
    /** For people. */
    public String words() {
        return reason + " (since " + since + "; Tidings goes on by itself when it is back)";
    }

    StoreUnavailable refusal() {
        return new StoreUnavailable(words());
    }
}
