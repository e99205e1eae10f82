package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.DeliveryRows;
import dev.tidings.store.jdbc.DeliveryTables;
import dev.tidings.store.jdbc.DeliveryWay;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Deliveries with what is joined to them by sequence number. */
final class SqliteDeliveryTables implements DeliveryTables {
    static final SqliteDeliveryTables TABLES = new SqliteDeliveryTables();

    static final String SELECT = "SELECT " + DeliveryRows.columns("d.due_at") + " FROM ";

    private static final String NOTIFICATIONS = " JOIN notifications n ON n.seq = d.notification_seq";

    static final String JOINED =
            NOTIFICATIONS + " LEFT JOIN attempts a ON a.delivery_seq = d.seq AND " + DeliveryRows.ATTEMPT_HELD;

    private static final String FIND = SELECT + "deliveries d" + JOINED + " WHERE d.tenant = :tenant AND d.id = :id";

    private SqliteDeliveryTables() {}

    static Optional<Delivery> find(Handle handle, String tenant, DeliveryId id) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant)
                .bind("id", id.value())
                .map((row, context) -> DeliveryRows.read(row))
                .findOne();
    }

    /** Without statistics SQLite would rather read all of a tenant by recipient and sort it than walk down from the newest. */
    @Override
    public String deliveries(DeliveryWay way) {
        String index = switch (way) {
            // That of the ids.
            case NEWEST -> "sqlite_autoindex_deliveries_1";
            case OF_RECIPIENT -> "deliveries_of_recipient";
            case OF_NOTIFICATION -> "deliveries_of_notification";
            case NOT_SENT -> "deliveries_not_sent";
            case OPEN -> "deliveries_due";
        };
        return "deliveries d INDEXED BY " + index;
    }

    @Override
    public String withNotifications(DeliveryWay way) {
        return deliveries(way) + NOTIFICATIONS;
    }

    @Override
    public String select(DeliveryWay way) {
        return SELECT + deliveries(way) + JOINED;
    }

    @Override
    public boolean inOrder(DeliveryWay way) {
        return way == DeliveryWay.NEWEST || way == DeliveryWay.NOT_SENT;
    }

    @Override
    public Condition open(Handle handle) {
        return new Condition("d.due_at IS NOT NULL", Map.of());
    }

    /** As the index says it. */
    @Override
    public String notSent() {
        return "d.status IN ('dead', 'skipped', 'canceled')";
    }

    /** Not a join condition: the planner then starts from the one notification. */
    @Override
    public String ofNotification() {
        return "d.notification_seq = (SELECT seq FROM notifications WHERE id = :notification)";
    }
}
