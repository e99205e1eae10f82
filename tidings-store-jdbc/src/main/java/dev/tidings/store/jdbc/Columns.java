package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads times in milliseconds, ids of 16 bytes and nullable numbers, for which JDBC has no accessors. */
public final class Columns {
    private Columns() {}

    public static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        long ms = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(ms);
    }

    public static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    public static @Nullable Integer intOrNull(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    public static DeliveryId delivery(ResultSet row, String column) throws SQLException {
        return DeliveryId.ofBytes(row.getBytes(column));
    }

    public static @Nullable DeliveryId deliveryOrNull(ResultSet row, String column) throws SQLException {
        return DeliveryId.ofBytesOrNull(row.getBytes(column));
    }

    public static NotificationId notification(ResultSet row, String column) throws SQLException {
        return NotificationId.ofBytes(row.getBytes(column));
    }

    public static @Nullable EndpointId endpointOrNull(ResultSet row) throws SQLException {
        return EndpointId.ofBytesOrNull(row.getBytes("endpoint_id"));
    }

    public static @Nullable String textOrNull(ResultSet row, String column) throws SQLException {
        return row.getString(column);
    }
}
