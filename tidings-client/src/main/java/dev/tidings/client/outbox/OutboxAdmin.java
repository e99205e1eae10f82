package dev.tidings.client.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Reads the outbox's lag and its dead rows, and replays or discards dead rows. */
public final class OutboxAdmin {
    private static final int MOST_ROWS = 1_000;
    private static final String DEAD = "dead";

    private final Transactions transactions;
    private final OutboxSql sql;

    public OutboxAdmin(DataSource dataSource, OutboxTable table) {
        this.transactions = new Transactions(dataSource, table);
        this.sql = new OutboxSql(table, AfterDead.KEY_WAITS);
    }

    private record Count(String status, long rows, Duration oldest) {}

    /** Counts the rows of the table. The cost grows with the table: call it every few seconds, not on every request. */
    public OutboxLag lag() throws SQLException {
        List<Count> counts = transactions.read(
                (connection, dialect) -> Statements.query(connection, sql.counts(dialect), OutboxAdmin::count));
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

    private static Count count(ResultSet row) throws SQLException {
        return new Count(row.getString(1), row.getLong(2), Duration.ofMillis(row.getLong(4) - row.getLong(3)));
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
        return transactions.read(
                (connection, dialect) -> Statements.query(connection, sql.dead(), OutboxAdmin::deadRow, after, limit));
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
        return transactions.run((connection, dialect) -> Statements.update(connection, sql.replay(dialect), id) == 1);
    }

    /** Makes all dead rows pending again and returns their number. */
    public int replayAll() throws SQLException {
        return transactions.run((connection, dialect) -> Statements.update(connection, sql.replayAll(dialect)));
    }

    /** Deletes a dead row and releases the rows behind it; returns false when there is no such dead row. */
    public boolean discard(long id) throws SQLException {
        return transactions.run((connection, dialect) -> {
            List<String> keys = Statements.query(connection, sql.keyOfDead(), row -> row.getString(1), id);
            boolean gone = Statements.update(connection, sql.discard(), id) == 1;
            if (gone && !keys.isEmpty() && keys.get(0) != null) {
                Statements.updateEach(connection, sql.promote(dialect), Set.of(keys.get(0)));
            }
            return gone;
        });
    }
}
