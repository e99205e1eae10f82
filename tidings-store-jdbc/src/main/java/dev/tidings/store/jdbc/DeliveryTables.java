package dev.tidings.store.jdbc;

import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The words in which databases differ when deliveries are listed. */
public interface DeliveryTables {
    /**
     * Part of a WHERE, with its named parameters.
     *
     * @param most a part of it that is true of nearly all the same rows, and that one index answers row by row
     */
    record Condition(String sql, String most, Map<String, ?> parameters) {
        public Condition(String sql, Map<String, ?> parameters) {
            this(sql, sql, parameters);
        }
    }

    /** Deliveries {@code d} alone; tells the planner the index where it must be told. */
    String deliveries(DeliveryWay way);

    /** Deliveries {@code d} with their notifications {@code n}. */
    String withNotifications(DeliveryWay way);

    /** Deliveries as a listing reads them, with their notifications and last attempts. */
    String select(DeliveryWay way);

    /** Whether the index of a way gives deliveries in the order of their ids; if not, all of them are read and sorted. */
    boolean inOrder(DeliveryWay way);

    /** True of every delivery {@code d} that is open, for the index that finished ones are not read from. */
    Condition open(Handle handle);

    /** True of every delivery {@code d} that was not sent, for the index that has only those. */
    String notSent();

    /** True of the deliveries {@code d} of the notification {@code :notification}. */
    String ofNotification();
}
