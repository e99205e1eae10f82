package dev.tidings.client.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads the outbox's lag and its dead rows, and replays or discards dead rows. */
public final class OutboxAdmin {
    private static final int MOST_ROWS = 1_000;
    private static final String DEAD = "dead";

    private final Transactions transactions;
    private final OutboxSql sql;
    private final KeyRelease release;

    public OutboxAdmin(DataSource dataSource, OutboxTable table) {
        this.transactions = new Transactions(dataSource, table);
        this.sql = new OutboxSql(table, AfterDead.KEY_WAITS);
        this.release = new KeyRelease(transactions, sql);
    }

    private record Count(String status, long rows, Duration oldest) {}

    /** @param heldBack the keys to release after the commit */
    private record Discarded(boolean gone, Set<String> heldBack) {}

    /** Counts the rows of the table. The cost grows with the table: call it every few seconds, not on every request. */
    public OutboxLag lag() throws SQLException {
        List<Count> counts = transactions.read((connection, dialect) -> {
            long now = Statements.number(connection, sql.now(dialect));
            return Statements.query(connection, sql.counts(), Map.of(), row -> count(row, now));
        });
        long pending = 0;
        long dead = 0;
        Duration oldest = Duration.ZERO;
        for (Count count : counts) {
            if (count.status().equals(DEAD)) {
                dead = count.rows();
            } else {
                pending += count.rows();
                oldest = count.oldest().compareTo(oldest) > 0 ? count.oldest() : oldest;
            }
        }
        return new OutboxLag(pending, dead, oldest);
    }

    private static Count count(ResultSet row, long now) throws SQLException {
        return new Count(row.getString(1), row.getLong(2), Duration.ofMillis(now - row.getLong(3)));
    }

    /**
     * Lists dead rows in the order of publication.
     *
     * @param after the id of the last row seen; 0 for the first page
     * @param limit 1 to 1,000
     */
    public List<DeadRow> dead(long after, int limit) throws SQLException {
        if (limit < 1 || limit > MOST_ROWS) {
            throw new IllegalArgumentException("limit is " + limit + "; expected 1 to " + MOST_ROWS);
        }
        return transactions.read((connection, dialect) ->
                Statements.query(connection, sql.dead(), Map.of("after", after, "limit", limit), OutboxAdmin::deadRow));
    }

    private static DeadRow deadRow(ResultSet row) throws SQLException {
        return new DeadRow(
                row.getLong("id"),
                row.getString("idempotency_key"),
                row.getString("ordering_key"),
                row.getString("intent"),
                row.getInt("attempts"),
                row.getInt("replays"),
                row.getString("last_error_code"),
                row.getString("last_error"),
                Instant.ofEpochMilli(row.getLong("created_at_ms")),
                Instant.ofEpochMilli(row.getLong("available_at_ms")));
    }

    /** Makes a dead row pending again and keeps its counters; returns false when there is no such dead row. */
    public boolean replay(long id) throws SQLException {
        return transactions.run((connection, dialect) -> {
            long now = Statements.number(connection, sql.now(dialect));
            return Statements.update(connection, sql.replay(), Map.of("id", id, "now", now)) == 1;
        });
    }

    /** Makes all dead rows pending again and returns their number. */
    public int replayAll() throws SQLException {
        return transactions.run((connection, dialect) -> {
            long now = Statements.number(connection, sql.now(dialect));
            return Statements.update(connection, sql.replayAll(), Map.of("now", now));
        });
    }

    /** Deletes a dead row and releases the rows behind it; returns false when there is no such dead row. */
    public boolean discard(long id) throws SQLException {
        Discarded discarded = transactions.run((connection, dialect) -> {
            Map<String, Long> row = Map.of("id", id);
            List<String> found = Statements.query(connection, sql.keyOfDead(), row, dead -> dead.getString(1));
            boolean gone = Statements.update(connection, sql.discard(), row) == 1;
            Set<String> keys = gone ? found.stream().filter(Objects::nonNull).collect(Collectors.toSet()) : Set.of();
            return new Discarded(gone, release.within(connection, dialect, keys));
        });
        release.afterCommit(discarded.heldBack());
        return discarded.gone();
    }
}
