package dev.tidings.store.jdbc.keyed;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.DeliveryTables;
import dev.tidings.store.jdbc.DeliveryWay;
import dev.tidings.store.jdbc.Dialect;
import java.sql.SQLException;
import java.util.Collection;

/** The words in which database servers differ when deliveries are looked for. */
public interface ServerDialect extends Dialect, DeliveryTables {
    /** When a delivery {@code d} is due or, while it is sending, its lease ends. */
    String dueAt();

    @Override
    default String select(DeliveryWay way) {
        return KeyedDeliveries.select(this, withNotifications(way));
    }

    @Override
    default String ofNotification() {
        return "d.notification_id = :notification";
    }

    /**
     * A condition on a text column: one of so many values.
     *
     * @param values how many, at least one
     */
    String among(String column, int values);

    /** Sets the parameters of {@link #among}. */
    Binding bindAmong(Binding binding, Collection<String> values) throws SQLException;
}
