package dev.tidings.store.jdbc;

import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import java.sql.SQLException;
import java.time.Instant;

/** Accepts intents, and inserts further deliveries of a stored notification for expansions. */
public interface JdbcAcceptStore extends AcceptStore {
    /** Inserts deliveries; none of them is leased. */
    AcceptResult.Accepted insert(Transaction tx, Acceptance routed, Instant now) throws SQLException;

    /** Prepares the repetition of an insert that failed; returns false if a repetition would fail as well. */
    default boolean repairs(RuntimeException failure, Acceptance routed) {
        return false;
    }

    /** Signals other nodes after the commit. */
    default void inserted(Acceptance routed, AcceptResult.Accepted result) {}
}
