package dev.tidings.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of a kept statement one after the other, in the order of its question marks. */
public final class Binding {
    private final PreparedStatement statement;
    private int index;

    public Binding(PreparedStatement statement) {
        this.statement = statement;
    }

    public Binding text(@Nullable String value) throws SQLException {
        statement.setString(++index, value);
        return this;
    }

    public Binding number(long value) throws SQLException {
        statement.setLong(++index, value);
        return this;
    }

    public Binding number(@Nullable Integer value) throws SQLException {
        if (value == null) {
            statement.setNull(++index, Types.INTEGER);
        } else {
            statement.setInt(++index, value);
        }
        return this;
    }

    public Binding number(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++index, Types.BIGINT);
        } else {
            statement.setLong(++index, value);
        }
        return this;
    }

    public Binding time(@Nullable Instant value) throws SQLException {
        if (value == null) {
            statement.setNull(++index, Types.INTEGER);
        } else {
            statement.setLong(++index, value.toEpochMilli());
        }
        return this;
    }

    /** That long after a time; null when there is no delay. */
    public Binding timeAfter(Instant from, @Nullable Duration delay) throws SQLException {
        return time(delay == null ? null : from.plus(delay));
    }

    public Binding bytes(byte @Nullable [] value) throws SQLException {
        statement.setBytes(++index, value);
        return this;
    }

    public Binding flag(@Nullable Boolean value) throws SQLException {
        if (value == null) {
            statement.setNull(++index, Types.BOOLEAN);
        } else {
            statement.setBoolean(++index, value);
        }
        return this;
    }

    /** An array of the database's own type, such as {@code text}. */
    public Binding array(String type, @Nullable Object[] values) throws SQLException {
        statement.setArray(++index, statement.getConnection().createArrayOf(type, values));
        return this;
    }

    /** Runs it; returns how many rows changed. */
    public int update() throws SQLException {
        return statement.executeUpdate();
    }

    /** Runs it; the result set is to be closed. */
    public java.sql.ResultSet query() throws SQLException {
        return statement.executeQuery();
    }
}
