package dev.tidings.engine.outage;

import dev.tidings.core.store.StoreUnavailable;
import java.time.Instant;

/**
 * The store is away.
 *
 * @param since by this machine's clock
 * @param reason what helps, without the address of the database
 */
public record Outage(Instant since, String reason) {
    /** For people, callers of the server among them. */
    public String words() {
        return reason + " (since " + since + "; Tidings resumes by itself when it is back)";
    }

    StoreUnavailable refusal() {
        return new StoreUnavailable(words());
    }
}
