package dev.tidings.store.jdbc;

import dev.tidings.core.id.Ids;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.core.store.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps operational events, written within the transaction of what they tell of when there is one. */
public final class OperationalEvents implements OperationalEventStore {
    public static final String SELECT =
            "SELECT seq, id, tenant, kind, subject, message, happened_at FROM operational_events";

    private static final String PREFIX = "evt_";

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;

    public OperationalEvents(Database database, Ids ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    public void insert(Handle handle, String tenant, String kind, String subject, String message, Instant at) {
        handle.createUpdate("INSERT INTO operational_events (id, tenant, kind, subject, message, happened_at)"
                        + " VALUES (:id, :tenant, :kind, :subject, :message, :at)")
                .bind("id", PREFIX + ids.next(at))
                .bind("tenant", tenant)
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("message", message)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    @Override
    public void addEvent(String tenant, String kind, String subject, String message) {
        database.write("tell of an operational event", tx -> {
            insert(tx.handle(), tenant, kind, subject, message, clock.instant());
            return true;
        });
    }

    @Override
    public Page<OperationalEvent> events(String tenant, @Nullable String cursor, int limit) {
        return Sequenced.newest(
                database, "operational events", SELECT, tenant, cursor, limit, (row, context) -> read(row));
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
