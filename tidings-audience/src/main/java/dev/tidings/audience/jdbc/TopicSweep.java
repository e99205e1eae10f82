package dev.tidings.audience.jdbc;

import dev.tidings.core.store.RetentionSweep;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes the subscribers of deleted topics, and removed subscribers, in bounded batches. Rows that an unfinished
 * expansion may still read stay; of the others nothing reads any, so their age makes no difference.
 */
final class TopicSweep implements RetentionSweep {
    private static final int TOPICS = 100;

    private static final Sql TOPICS_TO_SWEEP = Sql.of("""
        SELECT topic_seq, deleted FROM topic_sweeps ORDER BY topic_seq LIMIT :limit
        """);

    static final Sql OLDEST_EXPANSION = Sql.of("""
        SELECT min(version) AS oldest FROM expansions WHERE topic_seq = :topic AND due_at IS NOT NULL
        """);

    /** Waits for a removal that is being committed, and makes the next one wait. */
    private static final Sql LOCK = Sql.of("""
        UPDATE topics SET version = version WHERE seq = :topic
        """);

    static final Sql FIRST = Sql.of("""
        SELECT recipient FROM topic_subscribers WHERE topic_seq = :topic ORDER BY recipient LIMIT :limit
        """);

    static final Sql REMOVE = Sql.of("""
        DELETE FROM topic_subscribers WHERE topic_seq = :topic AND recipient <= :last
        """);

    static final Sql REMOVED = Sql.of("""
        SELECT recipient, added_version
        FROM topic_subscribers
        WHERE topic_seq = :topic AND removed_version <= :oldest
        LIMIT :limit
        """);

    static final Sql REMOVE_ONE = Sql.of("""
        DELETE FROM topic_subscribers WHERE topic_seq = :topic AND recipient = :recipient AND added_version = :added
        """);

    private static final Sql DONE = Sql.of("""
        DELETE FROM topic_sweeps WHERE topic_seq = :topic
        """);

    private final Database database;

    private record Swept(long topic, boolean deleted) {}

    private record Row(String recipient, long added) {}

    TopicSweep(Database database) {
        this.database = database;
    }

    @Override
    public int remove(Instant before, int limit) {
        List<Swept> topics = database.read(
                "look for topics to sweep",
                tx -> tx.prepared(TOPICS_TO_SWEEP)
                        .number("limit", TOPICS)
                        .list(row -> new Swept(row.getLong("topic_seq"), row.getBoolean("deleted"))));
        int removed = 0;
        for (Swept topic : topics) {
            int left = limit - removed;
            if (left <= 0) {
                break;
            }
            removed += database.write("sweep a topic", tx -> sweep(tx, topic, left));
        }
        return removed;
    }

    /** Returns the number of removed rows, including that of the sweep itself. */
    private static int sweep(Transaction tx, Swept swept, int limit) throws SQLException {
        long topic = swept.topic();
        tx.prepared(LOCK).number("topic", topic).update();
        @Nullable
        Long oldest =
                tx.prepared(OLDEST_EXPANSION).number("topic", topic).one(row -> Columns.longOrNull(row, "oldest"));
        if (swept.deleted() && oldest != null) {
            return 0;
        }
        int removed = swept.deleted()
                ? removeAll(tx, topic, limit)
                : removeRemoved(tx, topic, oldest == null ? Long.MAX_VALUE : oldest, limit);
        // Those that an expansion still needs are swept after it.
        return removed < limit && oldest == null
                ? removed + tx.prepared(DONE).number("topic", topic).update()
                : removed;
    }

    private static int removeAll(Transaction tx, long topic, int limit) throws SQLException {
        List<String> first = tx.prepared(FIRST)
                .number("topic", topic)
                .number("limit", limit)
                .list(row -> row.getString("recipient"));
        return first.isEmpty()
                ? 0
                : tx.prepared(REMOVE)
                        .number("topic", topic)
                        .text("last", first.getLast())
                        .update();
    }

    private static int removeRemoved(Transaction tx, long topic, long oldest, int limit) throws SQLException {
        List<Row> rows = tx.prepared(REMOVED)
                .number("topic", topic)
                .number("oldest", oldest)
                .number("limit", limit)
                .list(row -> new Row(row.getString("recipient"), row.getLong("added_version")));
        for (Row row : rows) {
            tx.prepared(REMOVE_ONE)
                    .number("topic", topic)
                    .text("recipient", row.recipient())
                    .number("added", row.added())
                    .update();
        }
        return rows.size();
    }
}
