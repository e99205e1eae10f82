package dev.tidings.store.jdbc;

import java.sql.SQLException;
import java.util.Map;

/** The statements with which a database searches deliveries {@code d}. */
public interface DeliverySearchSql {
    /**
     * Part of a WHERE clause, with its named parameters.
     *
     * @param most a part of it that nearly the same rows meet, and that the index answers row by row
     */
    record Condition(String sql, String most, Map<String, Conditions.Value> parameters) {
        public Condition(String sql, Map<String, Conditions.Value> parameters) {
            this(sql, sql, parameters);
        }
    }

    /** Reads whole deliveries, newest first, at most {@code :rows}. The conditions may name notifications {@code n}. */
    Sql list(DeliveryIndex index, Conditions where);

    /** Counts deliveries up to {@code :bound}. The conditions may name notifications {@code n}. */
    Sql count(DeliveryIndex index, Conditions where);

    /** Reads the id of the delivery after the first {@code :steps} ones. */
    Sql end(DeliveryIndex index, Conditions where);

    /** Finds a row when there are more deliveries than {@code :steps}, in any order. */
    Sql exceeds(DeliveryIndex index, Conditions where);

    /** Whether the index gives deliveries in the order of their ids; otherwise all of them are read and sorted. */
    boolean inOrder(DeliveryIndex index);

    /** True of every open delivery, and answered by an index without finished ones. */
    Condition open(Transaction tx) throws SQLException;

    /** True of every delivery that was not sent, and answered by an index of only those. */
    String notSent();

    /** True of the deliveries of the notification {@code :notification}. */
    String ofNotification();

    /** True of the deliveries of the notifications whose ids are {@code %conditions%}. */
    String ofNotifications();

    /** True of notifications {@code n} with a delivery {@code d} that meets {@code %conditions%}. */
    String withDelivery();
}
