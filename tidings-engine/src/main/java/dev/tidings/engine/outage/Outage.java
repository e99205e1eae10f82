package dev.tidings.engine.outage;

import dev.tidings.core.store.StoreUnavailable;
import java.time.Instant;

/**
 * An outage of the store.
 *
 * @param since its start by this machine's clock
 * @param reason a hint without the address of the database
 */
public record Outage(Instant since, String reason) {
    /** The reason and start for error messages. */
    public String words() {
        return reason + " (since " + since + "; Tidings resumes automatically when it is available)";
    }

    StoreUnavailable refusal() {
        return new StoreUnavailable(words());
    }
}
