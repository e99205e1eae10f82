package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases the row that waits at the front of an ordering key.
 *
 * <p>Two transactions that remove rows of one key at the same time each see the other's row still in front, and neither
 * releases the row behind them. Each therefore looks again after its commit: whichever commits last sees both gone.
 */
final class KeyRelease {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRelease.class);

    private final Transactions transactions;
    private final OutboxSql sql;

    KeyRelease(Transactions transactions, OutboxSql sql) {
        this.transactions = transactions;
        this.sql = sql;
    }

    /**
     * Releases rows within the transaction that removed those in front of them.
     *
     * @return the keys for {@link #afterCommit}
     */
    Set<String> within(Connection connection, OutboxDialect dialect, Set<String> keys) throws SQLException {
        Set<String> unreleased = promote(connection, dialect, keys);
        if (unreleased.isEmpty() || !dialect.concurrentWriters()) {
            return Set.of();
        }
        return new LinkedHashSet<>(
                Statements.query(connection, sql.keysWithRows(), Map.of("keys", unreleased), row -> row.getString(1)));
    }

    /** Releases what another transaction held back. A failure leaves that to the periodic search for stranded rows. */
    void afterCommit(Set<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        try {
            Set<String> unused = transactions.run((connection, dialect) -> promote(connection, dialect, keys));
        } catch (SQLException failure) {
            LOG.warn("outbox rows may wait for up to a minute longer: keys={}", keys.size(), failure);
        }
    }

    private Set<String> promote(Connection connection, OutboxDialect dialect, Set<String> keys) throws SQLException {
        return Statements.updateEach(connection, sql.promote(dialect), "key", keys, Map.of("passed", sql.passed()));
    }
}
