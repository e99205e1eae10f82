package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeasedExpansion;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The expansions of notifications. {@code due_at} is the end of the lease, and NULL once the expansion has ended. */
public final class ExpansionTable implements ExpansionStore {
    static final Sql OLDEST = Sql.of("""
        SELECT notification_id, due_at FROM expansions WHERE due_at <= :now ORDER BY due_at, notification_id LIMIT 1
        """);

    private static final Sql CLAIM = Sql.of("""
        UPDATE expansions
        SET lease_token = :token, due_at = :until
        WHERE notification_id = :id AND due_at = :seen
        """);

    static final Sql LEASED = Sql.of("""
        SELECT n.id, n.tenant, n.producer, n.idempotency_key, n.type, n.accepted_at, n.not_before, n.expires_at,
            n.request_id, n.traceparent, n.tracestate, n.title, n.summary, n.fallback, n.target_url, n.payload,
            n.dedupe_key, n.ordering_key, n.ordering_halts, n.concurrency_key, e.topic, e.topic_seq, e.version, e.left_out, e.channels, e.position
        FROM expansions e
        JOIN notifications n ON n.id = e.notification_id
        WHERE e.notification_id = :id
        """);

    static final Sql SUBSCRIBERS = Sql.of("""
        SELECT recipient
        FROM topic_subscribers
        WHERE topic_seq = :topic AND recipient > :after AND added_version <= :version
            AND (removed_version IS NULL OR removed_version > :version)
        ORDER BY recipient
        LIMIT :limit
        """);

    static final Sql CHUNKS = Sql.of("""
        SELECT chunk, recipients
        FROM expansion_recipients
        WHERE notification_id = :id AND chunk > :after
        ORDER BY chunk
        LIMIT 2
        """);

    private static final Sql REMOVE_CHUNKS = Sql.of("""
        DELETE FROM expansion_recipients WHERE notification_id = :id
        """);

    static final Sql OTHERS = Sql.of("""
        SELECT 1 FROM expansions WHERE due_at <= :now LIMIT 1
        """);

    private static final Sql ADVANCE = Sql.of("""
        UPDATE expansions
        SET position = :position, expanded = expanded + :expanded, deliveries = deliveries + :deliveries, due_at = :due,
            lease_token = :next, ended_at = :ended
        WHERE notification_id = :id AND lease_token = :token AND position = :before AND due_at IS NOT NULL
        """);

    static final DialectSql DUE = DialectSql.of("""
        SELECT count(*) AS due
        FROM (
            SELECT 1 AS found
            FROM deliveries
            WHERE channel = :channel AND (status = 'sending') IN (0, 1) AND due_at <= :now
            LIMIT :most
        ) waiting
        """, """
        SELECT count(*) AS due
        FROM (SELECT 1 AS found FROM deliveries WHERE channel = :channel AND due_at <= :now LIMIT :most) waiting
        """, """
        SELECT count(*) AS due
        FROM (
            SELECT 1 AS found
            FROM deliveries FORCE INDEX (deliveries_due)
            WHERE channel = :channel AND leased IN (false, true) AND due_at <= :now
            LIMIT :most
        ) waiting
        """);

    private static final Sql FIND = Sql.of("""
        SELECT topic, total, expanded, deliveries, due_at, canceled, ended_at
        FROM expansions
        WHERE notification_id = :id AND tenant = :tenant
        """);

    private static final Sql CANCEL = Sql.of("""
        UPDATE expansions
        SET canceled = :yes, due_at = NULL, lease_token = NULL, ended_at = :now
        WHERE notification_id = :id AND tenant = :tenant AND due_at IS NOT NULL
        """);

    private final Database database;
    private final InstantSource clock;
    private final JdbcAcceptStore deliveries;

    /** An expansion as it was seen before the claim. */
    private record Seen(NotificationId id, long dueAt) {}

    private record Chunk(long number, List<String> recipients) {}

    public ExpansionTable(Database database, InstantSource clock, JdbcAcceptStore deliveries) {
        this.database = database;
        this.clock = clock;
        this.deliveries = deliveries;
    }

    @Override
    public Optional<LeasedExpansion> claim(LeaseToken token, Duration duration) {
        Seen seen = database.read(
                        "look for expansions",
                        tx -> tx.prepared(OLDEST)
                                .time("now", clock.instant())
                                .first(row ->
                                        new Seen(Columns.notification(row, "notification_id"), row.getLong("due_at"))))
                .orElse(null);
        return seen == null
                ? Optional.empty()
                : database.write("claim an expansion", tx -> claim(tx, seen, token, duration));
    }

    private Optional<LeasedExpansion> claim(Transaction tx, Seen seen, LeaseToken token, Duration duration)
            throws SQLException {
        int claimed = tx.prepared(CLAIM)
                .text("token", token.value())
                .time("until", clock.instant().plus(duration))
                .id("id", seen.id())
                .number("seen", seen.dueAt())
                .update();
        return claimed == 0
                ? Optional.empty()
                : tx.prepared(LEASED).id("id", seen.id()).first(row -> ExpansionRows.leased(row, token));
    }

    @Override
    public ExpansionSlice slice(LeasedExpansion leased, int limit) {
        Long topic = leased.topicSeq();
        if (leased.audience().topic() == null) {
            return chunk(leased);
        }
        if (topic == null) {
            return new ExpansionSlice(List.of(), leased.position(), true);
        }
        List<String> found = database.read(
                "read subscribers",
                tx -> tx.prepared(SUBSCRIBERS)
                        .number("topic", topic.longValue())
                        .text("after", leased.position())
                        .number("version", leased.version())
                        .number("limit", limit + 1)
                        .list(row -> row.getString("recipient")));
        boolean more = found.size() > limit;
        List<String> shown = more ? found.subList(0, limit) : found;
        return new ExpansionSlice(shown, shown.isEmpty() ? leased.position() : shown.getLast(), !more);
    }

    /** The next chunk of an intent's recipients, as they were stored. */
    private ExpansionSlice chunk(LeasedExpansion leased) {
        List<Chunk> found = database.read(
                "read recipients",
                tx -> tx.prepared(CHUNKS)
                        .id("id", leased.notification().id())
                        .number("after", leased.position().isEmpty() ? -1 : Long.parseLong(leased.position()))
                        .list(row -> new Chunk(row.getLong("chunk"), ExpansionRows.texts(row, "recipients"))));
        return found.isEmpty()
                ? new ExpansionSlice(List.of(), leased.position(), true)
                : new ExpansionSlice(
                        found.getFirst().recipients(),
                        Long.toString(found.getFirst().number()),
                        found.size() == 1);
    }

    @Override
    public Optional<Advance> advance(
            LeasedExpansion leased, ExpansionSlice slice, Acceptance routed, Duration duration) {
        Optional<Advance> advance;
        try {
            advance = write(leased, slice, routed, duration);
        } catch (RuntimeException failure) {
            if (!deliveries.repairs(failure, routed)) {
                throw failure;
            }
            advance = write(leased, slice, routed, duration);
        }
        advance.ifPresent(done -> deliveries.inserted(routed, done.inserted()));
        return advance;
    }

    private Optional<Advance> write(
            LeasedExpansion leased, ExpansionSlice slice, Acceptance routed, Duration duration) {
        return database.write("expand a notification", tx -> {
            Instant now = clock.instant();
            boolean held =
                    !slice.last() && !tx.prepared(OTHERS).time("now", now).exists();
            Instant due = held ? now.plus(duration) : now;
            int moved = tx.prepared(ADVANCE)
                    .text("position", slice.end())
                    .number("expanded", slice.recipients().size())
                    .number("deliveries", routed.deliveries().size())
                    .time("due", slice.last() ? null : due)
                    .text("next", held ? leased.token().value() : null)
                    .time("ended", slice.last() ? now : null)
                    .id("id", leased.notification().id())
                    .text("token", leased.token().value())
                    .text("before", leased.position())
                    .update();
            if (moved == 0) {
                return Optional.<Advance>empty();
            }
            if (slice.last()) {
                removeChunks(tx, leased.notification().id());
            }
            AcceptResult.Accepted inserted = routed.deliveries().isEmpty()
                    ? new AcceptResult.Accepted(leased.notification().id(), now, List.of(), Map.of())
                    : deliveries.insert(tx, routed, now);
            return Optional.of(new Advance(inserted, held));
        });
    }

    @Override
    public int due(Collection<String> channels, int most) {
        return database.read("count due deliveries", tx -> {
            int due = 0;
            for (String channel : channels) {
                due += tx.prepared(database.dialect().of(DUE))
                        .text("channel", channel)
                        .time("now", clock.instant())
                        .number("most", most)
                        .one(row -> row.getInt("due"));
            }
            return due;
        });
    }

    @Override
    public Optional<Expansion> find(String tenant, NotificationId id) {
        return database.read("read an expansion", tx -> find(tx, tenant, id));
    }

    @Override
    public Optional<Expansion> cancel(String tenant, NotificationId id) {
        return database.write("cancel an expansion", tx -> {
            stop(tx, tenant, id, clock.instant());
            return find(tx, tenant, id);
        });
    }

    /** Cancels the rest of an expansion; does nothing if it has ended, or there is none. */
    static void stop(Transaction tx, String tenant, NotificationId id, Instant now) throws SQLException {
        int stopped = tx.prepared(CANCEL)
                .flag("yes", true)
                .time("now", now)
                .id("id", id)
                .text("tenant", tenant)
                .update();
        if (stopped == 1) {
            removeChunks(tx, id);
        }
    }

    /** An expansion that has ended needs its recipients no more. */
    private static void removeChunks(Transaction tx, NotificationId id) throws SQLException {
        tx.prepared(REMOVE_CHUNKS).id("id", id).update();
    }

    private static Optional<Expansion> find(Transaction tx, String tenant, NotificationId id) throws SQLException {
        return tx.prepared(FIND).id("id", id).text("tenant", tenant).first(ExpansionRows::progress);
    }
}
