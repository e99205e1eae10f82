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
    private static final DialectSql KNOWN = DialectSql.of("""
        SELECT recipient FROM topic_subscribers WHERE topic_seq = :topic AND recipient IN ({:recipients})
        """, """
        SELECT recipient FROM topic_subscribers WHERE topic_seq = :topic AND recipient = ANY (:recipients)
        """, """
        SELECT recipient FROM topic_subscribers WHERE topic_seq = :topic AND recipient IN ({:recipients})
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO topic_subscribers (topic_seq, recipient, added_version) VALUES {(:topic, :recipient, :version)}
        """);

    private static final DialectSql DELETE = DialectSql.of("""
        DELETE FROM topic_subscribers WHERE topic_seq = :topic AND recipient IN ({:recipients})
        """, """
        DELETE FROM topic_subscribers WHERE topic_seq = :topic AND recipient = ANY (:recipients)
        """, """
        DELETE FROM topic_subscribers WHERE topic_seq = :topic AND recipient IN ({:recipients})
        """);

    private final Sql known;
    private final Sql delete;

    SubscriberRows(Dialect dialect) {
        this.known = dialect.of(KNOWN);
        this.delete = dialect.of(DELETE);
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

    /** Returns how many there were. */
    int remove(Transaction tx, long topic, Collection<String> recipients) throws SQLException {
        Set<String> distinct = new LinkedHashSet<>(recipients);
        return tx.prepared(delete.repeat("recipients", distinct.size()))
                .number("topic", topic)
                .texts("recipients", distinct)
                .update();
    }
}
