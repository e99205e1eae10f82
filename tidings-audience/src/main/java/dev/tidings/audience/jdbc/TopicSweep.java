package dev.tidings.audience.jdbc;

import dev.tidings.core.store.RetentionSweep;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Removes the rows of deleted topics in bounded batches. Nothing reads them any more, so their age makes no difference. */
final class TopicSweep implements RetentionSweep {
    private static final Sql NEXT = Sql.of("""
        SELECT topic_seq FROM topic_sweeps ORDER BY topic_seq LIMIT 1
        """);

    private static final Sql FIRST = Sql.of("""
        SELECT recipient FROM topic_subscribers WHERE topic_seq = :topic ORDER BY recipient LIMIT :limit
        """);

    private static final Sql REMOVE = Sql.of("""
        DELETE FROM topic_subscribers WHERE topic_seq = :topic AND recipient <= :last
        """);

    private static final Sql DONE = Sql.of("""
        DELETE FROM topic_sweeps WHERE topic_seq = :topic
        """);

    private final Database database;

    TopicSweep(Database database) {
        this.database = database;
    }

    @Override
    public int remove(Instant before, int limit) {
        return database.write("remove the rows of deleted topics", tx -> {
            Long topic =
                    tx.prepared(NEXT).first(row -> row.getLong("topic_seq")).orElse(null);
            return topic == null ? 0 : remove(tx, topic, limit);
        });
    }

    /** Returns the number of removed rows, including that of the sweep itself. */
    private static int remove(Transaction tx, long topic, int limit) throws SQLException {
        List<String> first = tx.prepared(FIRST)
                .number("topic", topic)
                .number("limit", limit)
                .list(row -> row.getString("recipient"));
        int removed = 0;
        if (!first.isEmpty()) {
            removed = tx.prepared(REMOVE)
                    .number("topic", topic)
                    .text("last", first.getLast())
                    .update();
        }
        return first.size() < limit
                ? removed + tx.prepared(DONE).number("topic", topic).update()
                : removed;
    }
}
