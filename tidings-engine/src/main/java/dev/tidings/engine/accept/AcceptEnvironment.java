package dev.tidings.engine.accept;

import dev.tidings.core.batch.GroupCommit;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.core.time.Ticker;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Ids, time and threads of accepting.
 *
 * @param tokens one for each lease
 * @param clock the store's
 * @param writer runs commits; see {@link GroupCommit}
 * @param expansions called after an intent was accepted whose audience is expanded later
 */
public record AcceptEnvironment(
        Ids ids,
        Supplier<LeaseToken> tokens,
        InstantSource clock,
        Ticker ticker,
        StoreWriter writer,
        Runnable expansions) {
    /** An environment in which expansions are found by polling. */
    public AcceptEnvironment(
            Ids ids, Supplier<LeaseToken> tokens, InstantSource clock, Ticker ticker, StoreWriter writer) {
        this(ids, tokens, clock, ticker, writer, () -> {});
    }
}
