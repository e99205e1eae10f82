package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PartialCount;
import dev.tidings.core.store.QueryStore;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryRows;
import dev.tidings.store.jdbc.DeliverySearch;
import dev.tidings.store.jdbc.NotificationRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads for people: on the read connections, paged by id. */
final class SqliteQueryStore implements QueryStore {
    static final String BACKLOG = "SELECT channel, count(*) AS waiting, count(*) FILTER (WHERE due_at <= :now) AS due,"
            + " min(due_at) AS oldest_due FROM deliveries WHERE due_at IS NOT NULL GROUP BY channel ORDER BY channel";

    private static final String ATTEMPTS = "SELECT a.number, a.started_at, a.ended_at, a.result, a.code, a.message,"
            + " a.provider_status, a.provider_message_id, a.request, a.response, a.late"
            + " FROM deliveries d JOIN attempts a ON a.delivery_seq = d.seq"
            + " WHERE d.tenant = :tenant AND d.id = :id"
            + " UNION ALL SELECT attempt_number, attempt_started_at, attempt_ended_at, attempt_result, attempt_code,"
            + " attempt_message, provider_status, provider_message_id, request, response, 0 FROM deliveries"
            + " WHERE tenant = :tenant AND id = :id AND attempt_started_at IS NOT NULL ORDER BY 1";

    private final Database database;
    private final InstantSource clock;

    SqliteQueryStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Optional<Notification> notification(String tenant, NotificationId id) {
        return database.read(
                "read a notification",
                handle -> handle.createQuery(NotificationRows.SELECT + " WHERE tenant = :tenant AND id = :id")
                        .bind("tenant", tenant)
                        .bind("id", id.value())
                        .map((row, context) -> NotificationRows.read(row))
                        .findOne());
    }

    @Override
    public Optional<Delivery> delivery(String tenant, DeliveryId id) {
        return database.read("read a delivery", handle -> SqliteDeliveryTables.find(handle, tenant, id));
    }

    @Override
    public List<Attempt> attempts(String tenant, DeliveryId id) {
        return database.read(
                "read attempts",
                handle -> handle.createQuery(ATTEMPTS)
                        .bind("tenant", tenant)
                        .bind("id", id.value())
                        .map((row, context) -> Objects.requireNonNull(DeliveryRows.attempt(row, row.getInt("number"))))
                        .list());
    }

    @Override
    public Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return database.read(
                "list deliveries",
                handle -> new DeliverySearch(SqliteDeliveryTables.TABLES, handle, filter).page(cursor, limit));
    }

    @Override
    public PartialCount count(DeliveryFilter filter, @Nullable String cursor, int bound) {
        return database.read(
                "count deliveries",
                handle -> new DeliverySearch(SqliteDeliveryTables.TABLES, handle, filter).count(cursor, bound));
    }

    @Override
    public List<Backlog> backlog() {
        long now = clock.instant().toEpochMilli();
        return database.read(
                "read the backlog",
                handle -> handle.createQuery(BACKLOG)
                        .bind("now", now)
                        .map((row, context) -> backlog(row))
                        .list());
    }

    private static Backlog backlog(ResultSet row) throws SQLException {
        long due = row.getLong("due");
        Instant oldest = due == 0 ? null : Columns.time(row, "oldest_due");
        return new Backlog(row.getString("channel"), row.getLong("waiting"), due, oldest);
    }
}
