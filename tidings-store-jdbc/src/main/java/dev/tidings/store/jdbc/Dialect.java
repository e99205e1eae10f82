package dev.tidings.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The few words in which databases differ, for statements that are otherwise the same. */
public interface Dialect {
    /** The same insert, that leaves a row alone which is there already. */
    String insertOrIgnore(String insert);

    /**
     * The same insert, that changes a row which is there already.
     *
     * @param key the columns of the unique key, such as {@code label}
     * @param sets what is changed; {@code new.column} stands for the value that was to be inserted
     */
    String insertOrUpdate(String insert, String key, String sets);

    /**
     * Deletes the first rows of a table that meet a condition; the last parameter says how many at most.
     *
     * @param key the columns of its primary key
     * @param order the columns to go by
     */
    default String deleteSome(String table, String key, String condition, String order) {
        return "DELETE FROM " + table + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + table + " WHERE "
                + condition + " ORDER BY " + order + " LIMIT ?)";
    }

    /** The same query, that keeps its rows from being changed by others until the transaction ends. */
    default String sharing(String select) {
        return select;
    }

    /** The same query, that waits for others who share its rows, and makes them wait until the transaction ends. */
    default String locking(String select) {
        return select;
    }

    /** Keeps ended deliveries from being forgotten, unless rows that are locked are kept anyway, until the transaction ends. */
    default void keepEnded(Transaction tx) throws SQLException {}

    /** The id of a delivery's notification. */
    default String notificationOf(String delivery) {
        return delivery + ".notification_id";
    }

    /** Deliveries {@code d}, read in the order of their ids. */
    default String deliveriesById() {
        return "deliveries d";
    }

    /** Deliveries {@code d} that were sent late, by when they were. */
    default String deliveriesSentLate() {
        return "deliveries d";
    }

    /** What else has to be said of them for the index to serve. */
    default String onlySentLate() {
        return "";
    }

    /** What keeps the database from being used and what helps; null when the statement itself is at fault: a defect. */
    @Nullable
    Fault fault(SQLException failure);

    /** Ends the statement that runs on a connection, from another thread; does nothing when none runs. May block. */
    void stop(Connection connection) throws SQLException;
}
