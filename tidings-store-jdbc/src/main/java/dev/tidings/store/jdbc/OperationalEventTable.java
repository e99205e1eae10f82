package dev.tidings.store.jdbc;

import dev.tidings.core.id.Ids;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.core.store.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Operational events, written in the transaction of the reported change if there is one. */
public final class OperationalEventTable implements OperationalEventStore {
    public static final Sql NEWEST = Sql.of("""
        SELECT seq, id, tenant, kind, subject, message, happened_at
        FROM operational_events
        WHERE tenant = :tenant AND seq < :below
        ORDER BY seq DESC
        LIMIT :rows
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO operational_events (id, tenant, kind, subject, message, happened_at)
        VALUES (:id, :tenant, :kind, :subject, :message, :at)
        """);

    private static final String PREFIX = "evt_";

    private static final Keyset<OperationalEvent> LISTING =
            Keyset.newest("operational events", OperationalEventTable::read);

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;

    public OperationalEventTable(Database database, Ids ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    public void insert(Transaction tx, String tenant, String kind, String subject, String message, Instant at)
            throws SQLException {
        tx.prepared(INSERT)
                .text("id", PREFIX + ids.next(at))
                .text("tenant", tenant)
                .text("kind", kind)
                .text("subject", subject)
                .text("message", message)
                .time("at", at)
                .update();
    }

    @Override
    public void addEvent(String tenant, String kind, String subject, String message) {
        database.write("record an operational event", tx -> {
            insert(tx, tenant, kind, subject, message, clock.instant());
            return true;
        });
    }

    @Override
    public Page<OperationalEvent> events(String tenant, @Nullable String cursor, int limit) {
        return LISTING.page(database, NEWEST, tenant, cursor, limit);
    }

    private static OperationalEvent read(ResultSet row) throws SQLException {
        return new OperationalEvent(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("message"),
                Columns.time(row, "happened_at"));
    }
}
