package dev.tidings.audience.jdbc;

import dev.tidings.audience.RecipientTopic;
import dev.tidings.audience.SubscriberChange;
import dev.tidings.audience.TopicStore;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.RetentionSweep;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Cursors;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Keyset;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The topics in a store's database. */
public final class JdbcTopics implements TopicStore {
    private static final Keyset<RecipientTopic> LISTING =
            Keyset.ascending("topics", JdbcTopics::topic, RecipientTopic::id);

    private static final Keyset<String> SUBSCRIBERS =
            Keyset.ascending("subscribers", row -> row.getString("recipient"), recipient -> recipient);

    static final Sql FIND = Sql.of("""
        SELECT tenant, id, description, subscribers, created_at, updated_at
        FROM topics
        WHERE tenant = :tenant AND id = :id
        """);

    static final Sql LIST = Sql.of("""
        SELECT tenant, id, description, subscribers, created_at, updated_at
        FROM topics
        WHERE tenant = :tenant AND id > :after
        ORDER BY id
        LIMIT :rows
        """);

    private static final DialectSql INSERT = DialectSql.of("""
        INSERT INTO topics (tenant, id, description, subscribers, version, created_at, updated_at)
        VALUES (:tenant, :id, '', 0, 0, :now, :now)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO topics (tenant, id, description, subscribers, version, created_at, updated_at)
        VALUES (:tenant, :id, '', 0, 0, :now, :now)
        """);

    private static final Sql DESCRIBE = Sql.of("""
        UPDATE topics SET description = :description, updated_at = :now WHERE tenant = :tenant AND id = :id
        """);

    /** Its row lock makes the changes of a topic happen one after the other. */
    private static final Sql RAISE = Sql.of("""
        UPDATE topics SET version = version + 1, updated_at = :now WHERE tenant = :tenant AND id = :id
        """);

    static final Sql VERSION = Sql.of("""
        SELECT seq, version, subscribers FROM topics WHERE tenant = :tenant AND id = :id
        """);

    private static final Sql COUNT = Sql.of("""
        UPDATE topics SET subscribers = :subscribers WHERE seq = :topic
        """);

    private static final Sql DELETE = Sql.of("""
        DELETE FROM topics WHERE seq = :topic
        """);

    private static final DialectSql SWEEP_LATER = DialectSql.of("""
        INSERT INTO topic_sweeps (topic_seq, deleted) VALUES (:topic, :yes)
        ON CONFLICT (topic_seq) DO UPDATE SET deleted = :yes
        """, """
        INSERT INTO topic_sweeps (topic_seq, deleted) VALUES (:topic, :yes)
        ON DUPLICATE KEY UPDATE deleted = :yes
        """);

    static final Sql LIST_SUBSCRIBERS = Sql.of("""
        SELECT recipient
        FROM topic_subscribers
        WHERE topic_seq = (SELECT seq FROM topics WHERE tenant = :tenant AND id = :id)
            AND recipient > :after AND removed_version IS NULL
        ORDER BY recipient
        LIMIT :rows
        """);

    // Each topic is looked up by its key; there is no index of subscriptions, which would cost each subscriber a row
    // more.
    static final Sql TOPICS_OF = Sql.of("""
        SELECT t.id, s.recipient
        FROM (SELECT seq, id FROM topics WHERE tenant = :tenant AND id > :after ORDER BY id LIMIT :rows) t
        LEFT JOIN topic_subscribers s
            ON s.topic_seq = t.seq AND s.recipient = :recipient AND s.removed_version IS NULL
        ORDER BY t.id
        """);

    private static final String SUBSCRIPTIONS = "subscriptions";

    /** The number of topics that a page of subscriptions examines. */
    private static final int WINDOW = 500;

    private final Database database;
    private final InstantSource clock;
    private final Sql insert;
    private final Sql sweepLater;
    private final SubscriberRows rows;

    /** A topic's row, locked. */
    private record Locked(long seq, long version, long subscribers) {}

    public JdbcTopics(JdbcStore store) {
        this.database = store.database();
        this.clock = store.clock();
        this.insert = database.dialect().of(INSERT);
        this.sweepLater = database.dialect().of(SWEEP_LATER);
        this.rows = new SubscriberRows(database.dialect());
    }

    @Override
    public Optional<RecipientTopic> find(String tenant, String id) {
        return database.read("read a topic", tx -> find(tx, tenant, id));
    }

    @Override
    public Page<RecipientTopic> list(String tenant, @Nullable String cursor, int limit) {
        return LISTING.page(database, LIST, tenant, cursor, limit);
    }

    @Override
    public Put put(String tenant, String id, String description) {
        return database.write("write a topic", tx -> {
            Instant now = clock.instant();
            boolean created = insert(tx, tenant, id, now);
            tx.prepared(DESCRIBE)
                    .text("description", description)
                    .time("now", now)
                    .text("tenant", tenant)
                    .text("id", id)
                    .update();
            return new Put(find(tx, tenant, id).orElseThrow(), created);
        });
    }

    @Override
    public boolean delete(String tenant, String id) {
        return database.write("delete a topic", tx -> {
            Locked topic = lock(tx, tenant, id, clock.instant());
            if (topic == null) {
                return false;
            }
            tx.prepared(DELETE).number("topic", topic.seq()).update();
            tx.prepared(sweepLater)
                    .number("topic", topic.seq())
                    .flag("yes", true)
                    .update();
            return true;
        });
    }

    @Override
    public Page<String> subscribers(String tenant, String id, @Nullable String cursor, int limit) {
        return SUBSCRIBERS.page(
                database,
                LIST_SUBSCRIBERS,
                cursor,
                limit,
                list -> list.text("tenant", tenant).text("id", id));
    }

    @Override
    public SubscriberChange add(String tenant, String id, Collection<String> recipients, long most) {
        return database.write("add subscribers", tx -> {
            Locked topic = lockOrCreate(tx, tenant, id);
            int added = rows.add(tx, topic.seq(), topic.version(), recipients);
            long subscribers = topic.subscribers() + added;
            if (added > 0 && subscribers > most) {
                throw Problem.overLimit(
                                "recipients",
                                subscribers + " subscribers",
                                "at most " + most + " subscribers per topic")
                        .exception();
            }
            return changed(tx, topic, added, subscribers);
        });
    }

    @Override
    public SubscriberChange remove(String tenant, String id, Collection<String> recipients) {
        return database.write("remove subscribers", tx -> {
            Locked topic = lock(tx, tenant, id, clock.instant());
            if (topic == null) {
                return new SubscriberChange(0, 0);
            }
            int removed = rows.remove(tx, topic.seq(), topic.version(), recipients);
            return changed(tx, topic, removed, topic.subscribers() - removed);
        });
    }

    /** A topic that was examined. */
    private record Examined(String topic, boolean subscribed) {}

    @Override
    public Page<String> topicsOf(String tenant, String recipient, @Nullable String cursor) {
        String after = cursor == null ? "" : Cursors.position(SUBSCRIPTIONS, cursor);
        List<Examined> examined = database.read(
                "read the subscriptions of a recipient",
                tx -> tx.prepared(TOPICS_OF)
                        .text("tenant", tenant)
                        .text("after", after)
                        .number("rows", WINDOW)
                        .text("recipient", recipient)
                        .list(row -> new Examined(row.getString("id"), row.getString("recipient") != null)));
        return new Page<>(
                examined.stream()
                        .filter(Examined::subscribed)
                        .map(Examined::topic)
                        .toList(),
                examined.size() < WINDOW
                        ? null
                        : Cursors.of(SUBSCRIPTIONS, examined.getLast().topic()));
    }

    @Override
    public void unsubscribe(String tenant, String recipient, List<String> topics) {
        for (String topic : topics) {
            var _ = remove(tenant, topic, List.of(recipient));
        }
    }

    /** Returns the rows of tenants. */
    public TenantData tenantData() {
        return new TenantTopics(database, this);
    }

    @Override
    public RetentionSweep sweep() {
        return new TopicSweep(database);
    }

    private static SubscriberChange changed(Transaction tx, Locked topic, int changed, long subscribers)
            throws SQLException {
        if (changed > 0) {
            tx.prepared(COUNT)
                    .number("subscribers", subscribers)
                    .number("topic", topic.seq())
                    .update();
        }
        return new SubscriberChange(changed, subscribers);
    }

    private Locked lockOrCreate(Transaction tx, String tenant, String id) throws SQLException {
        Instant now = clock.instant();
        Locked known = lock(tx, tenant, id, now);
        if (known != null) {
            return known;
        }
        var _ = insert(tx, tenant, id, now);
        Locked created = lock(tx, tenant, id, now);
        if (created == null) {
            // Another node created and deleted it between the statements; the retry creates it.
            throw new SQLException("the topic was deleted meanwhile", "40001");
        }
        return created;
    }

    private static @Nullable Locked lock(Transaction tx, String tenant, String id, Instant now) throws SQLException {
        int raised = tx.prepared(RAISE)
                .time("now", now)
                .text("tenant", tenant)
                .text("id", id)
                .update();
        return raised == 0
                ? null
                : tx.prepared(VERSION)
                        .text("tenant", tenant)
                        .text("id", id)
                        .one(row -> new Locked(row.getLong("seq"), row.getLong("version"), row.getLong("subscribers")));
    }

    private boolean insert(Transaction tx, String tenant, String id, Instant now) throws SQLException {
        return tx.prepared(insert)
                        .text("tenant", tenant)
                        .text("id", id)
                        .time("now", now)
                        .update()
                > 0;
    }

    private static Optional<RecipientTopic> find(Transaction tx, String tenant, String id) throws SQLException {
        return tx.prepared(FIND).text("tenant", tenant).text("id", id).first(JdbcTopics::topic);
    }

    private static RecipientTopic topic(ResultSet row) throws SQLException {
        return new RecipientTopic(
                row.getString("tenant"),
                row.getString("id"),
                row.getString("description"),
                row.getLong("subscribers"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"));
    }
}
