package dev.tidings.audience.jdbc;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** The rows of a topic's subscribers. Its own row is locked, so that they do not change between statements. */
final class SubscriberRows {
    static final DialectSql KNOWN = DialectSql.of("""
        SELECT recipient
        FROM topic_subscribers
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient IN ({:recipients})
        """, """
        SELECT recipient
        FROM topic_subscribers
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient = ANY (:recipients)
        """, """
        SELECT recipient
        FROM topic_subscribers
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient IN ({:recipients})
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO topic_subscribers (topic_seq, recipient, added_version) VALUES {(:topic, :recipient, :version)}
        """);

    static final DialectSql DELETE = DialectSql.of("""
        DELETE FROM topic_subscribers
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient IN ({:recipients})
        """, """
        DELETE FROM topic_subscribers
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient = ANY (:recipients)
        """, """
        DELETE FROM topic_subscribers
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient IN ({:recipients})
        """);

    static final DialectSql MARK = DialectSql.of("""
        UPDATE topic_subscribers
        SET removed_version = :version
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient IN ({:recipients})
        """, """
        UPDATE topic_subscribers
        SET removed_version = :version
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient = ANY (:recipients)
        """, """
        UPDATE topic_subscribers
        SET removed_version = :version
        WHERE topic_seq = :topic AND removed_version IS NULL AND recipient IN ({:recipients})
        """);

    static final Sql EXPANDING = Sql.of("""
        SELECT 1 FROM expansions WHERE topic_seq = :topic AND due_at IS NOT NULL LIMIT 1
        """);

    private static final DialectSql SWEEP_LATER = DialectSql.of("""
        INSERT INTO topic_sweeps (topic_seq, deleted) VALUES (:topic, :no) ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO topic_sweeps (topic_seq, deleted) VALUES (:topic, :no)
        """);

    private final Sql known;
    private final Sql delete;
    private final Sql mark;
    private final Sql sweepLater;

    SubscriberRows(Dialect dialect) {
        this.known = dialect.of(KNOWN);
        this.delete = dialect.of(DELETE);
        this.mark = dialect.of(MARK);
        this.sweepLater = dialect.of(SWEEP_LATER);
    }

    /** Inserts those that are missing; returns how many. */
    int add(Transaction tx, long topic, long version, Collection<String> recipients) throws SQLException {
        Set<String> missing = new LinkedHashSet<>(recipients);
        tx.prepared(known.repeat("recipients", missing.size()))
                .number("topic", topic)
                .texts("recipients", missing)
                .list(row -> row.getString("recipient"))
                .forEach(missing::remove);
        if (missing.isEmpty()) {
            return 0;
        }
        Binding insert = tx.prepared(INSERT.repeat("topic", missing.size()));
        for (String recipient : missing) {
            insert.number("topic", topic).text("recipient", recipient).number("version", version);
        }
        return insert.update();
    }

    /**
     * Removes those that are subscribed; returns how many. While the topic is being expanded, the rows stay for the
     * expansions that began before: an intent locks the topic when it is accepted, so that none is overlooked.
     */
    int remove(Transaction tx, long topic, long version, Collection<String> recipients) throws SQLException {
        Set<String> distinct = new LinkedHashSet<>(recipients);
        if (!tx.prepared(EXPANDING).number("topic", topic).exists()) {
            return tx.prepared(delete.repeat("recipients", distinct.size()))
                    .number("topic", topic)
                    .texts("recipients", distinct)
                    .update();
        }
        tx.prepared(sweepLater).number("topic", topic).flag("no", false).update();
        return tx.prepared(mark.repeat("recipients", distinct.size()))
                .number("version", version)
                .number("topic", topic)
                .texts("recipients", distinct)
                .update();
    }
}
