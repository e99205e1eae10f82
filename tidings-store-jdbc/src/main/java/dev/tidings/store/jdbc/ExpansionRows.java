package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewExpansion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Inserts and reads expansions. */
public final class ExpansionRows {
    /** No id contains a line break. */
    private static final String SEPARATOR = "\n";

    /** The lock keeps the rows of removed subscribers until this expansion is visible to others. */
    private static final DialectSql TOPIC = DialectSql.of("""
        SELECT seq, version, subscribers FROM topics WHERE tenant = :tenant AND id = :topic
        """, """
        SELECT seq, version, subscribers FROM topics WHERE tenant = :tenant AND id = :topic FOR SHARE
        """, """
        SELECT seq, version, subscribers FROM topics WHERE tenant = :tenant AND id = :topic LOCK IN SHARE MODE
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO expansions (notification_id, tenant, topic, topic_seq, version, left_out, channels, total, position,
            expanded, deliveries, due_at, canceled)
        VALUES (:id, :tenant, :topic, :seq, :version, :except, :channels, :total, '', 0, 0, :now, :canceled)
        """);

    private static final Sql INSERT_CHUNK = Sql.of("""
        INSERT INTO expansion_recipients (notification_id, chunk, recipients) VALUES (:id, :chunk, :recipients)
        """);

    /** The number of recipients per chunk, which is one slice. */
    private static final int CHUNK = 100;

    private static final Snapshot NO_TOPIC = new Snapshot(null, 0, 0);

    /** In the same order on all nodes, to avoid deadlocks. */
    private static final Comparator<Acceptance> BY_TOPIC = Comparator.comparing(
                    (Acceptance one) -> one.notification().tenant())
            .thenComparing(one -> Objects.requireNonNullElse(
                    Objects.requireNonNull(one.expansion()).topic(), ""));

    private record Snapshot(@Nullable Long seq, long version, long subscribers) {}

    private ExpansionRows() {}

    /** Inserts the expansions of new notifications; most have none. */
    public static void insert(Transaction tx, Dialect dialect, Collection<Acceptance> accepted, Instant now)
            throws SQLException {
        for (Acceptance one : accepted) {
            if (one.expansion() != null) {
                insertAll(tx, dialect, accepted, now);
                return;
            }
        }
    }

    private static void insertAll(Transaction tx, Dialect dialect, Collection<Acceptance> accepted, Instant now)
            throws SQLException {
        List<Acceptance> expanding = accepted.stream()
                .filter(one -> one.expansion() != null)
                .sorted(BY_TOPIC)
                .toList();
        for (Acceptance one : expanding) {
            insert(tx, dialect, one.notification(), Objects.requireNonNull(one.expansion()), now);
        }
    }

    private static void insert(
            Transaction tx, Dialect dialect, Notification notification, NewExpansion expansion, Instant now)
            throws SQLException {
        Snapshot topic = expansion.topic() == null
                ? new Snapshot(null, 0, expansion.recipients().size())
                : snapshot(tx, dialect, notification.tenant(), expansion.topic());
        tx.prepared(INSERT)
                .id("id", notification.id())
                .text("tenant", notification.tenant())
                .text("topic", expansion.topic())
                .number("seq", topic.seq())
                .number("version", topic.version())
                .text("except", String.join(SEPARATOR, expansion.except()))
                .text("channels", String.join(SEPARATOR, expansion.channels()))
                .number("total", topic.subscribers())
                .time("now", now)
                .flag("canceled", false)
                .update();
        insertChunks(tx, notification, expansion.recipients());
    }

    private static Snapshot snapshot(Transaction tx, Dialect dialect, String tenant, String topic) throws SQLException {
        return tx.prepared(dialect.of(TOPIC))
                .text("tenant", tenant)
                .text("topic", topic)
                .first(row -> new Snapshot(row.getLong("seq"), row.getLong("version"), row.getLong("subscribers")))
                .orElse(NO_TOPIC);
    }

    /** Inserts the recipients of an intent, which are read again one chunk at a time. */
    private static void insertChunks(Transaction tx, Notification notification, List<String> recipients)
            throws SQLException {
        if (recipients.isEmpty()) {
            return;
        }
        Binding insert = tx.prepared(INSERT_CHUNK);
        for (int from = 0, chunk = 0; from < recipients.size(); from += CHUNK, chunk++) {
            List<String> some = recipients.subList(from, Math.min(recipients.size(), from + CHUNK));
            insert.id("id", notification.id())
                    .number("chunk", chunk)
                    .text("recipients", String.join(SEPARATOR, some))
                    .addBatch();
        }
        insert.executeBatch();
    }

    static LeasedExpansion leased(ResultSet row, LeaseToken token) throws SQLException {
        return new LeasedExpansion(
                NotificationRows.read(row),
                new NewExpansion(
                        Columns.textOrNull(row, "topic"), List.of(), texts(row, "left_out"), texts(row, "channels")),
                Columns.longOrNull(row, "topic_seq"),
                row.getLong("version"),
                row.getString("position"),
                token);
    }

    static Expansion progress(ResultSet row) throws SQLException {
        long expanded = row.getLong("expanded");
        Expansion.State state = row.getBoolean("canceled")
                ? Expansion.State.CANCELED
                : Columns.timeOrNull(row, "due_at") == null
                        ? Expansion.State.EXPANDED
                        : expanded == 0 ? Expansion.State.WAITING : Expansion.State.EXPANDING;
        return new Expansion(
                Columns.textOrNull(row, "topic"),
                state,
                row.getLong("total"),
                expanded,
                row.getLong("deliveries"),
                Columns.timeOrNull(row, "ended_at"));
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        String texts = row.getString(column);
        return texts.isEmpty() ? List.of() : List.of(texts.split(SEPARATOR, -1));
    }
}
