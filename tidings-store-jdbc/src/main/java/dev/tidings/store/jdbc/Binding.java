package dev.tidings.store.jdbc;

import dev.tidings.core.id.Id;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sets the parameters of a prepared statement by name, and runs it when all are set. A parameter in a list is set
 * once per row, in the order of rows. Unknown and unset names are defects that throw an IllegalArgumentException or
 * IllegalStateException.
 */
public final class Binding {
    private final PreparedStatement statement;
    private final Sql sql;
    private final Transaction transaction;
    private final Sql.Parameter[] parameters;
    private final int @Nullable [] rows;
    private final boolean[] bound;
    private int next;

    /** Reads the current row of a result. */
    @FunctionalInterface
    public interface RowReader<T extends @Nullable Object> {
        T read(ResultSet row) throws SQLException;
    }

    Binding(PreparedStatement statement, Sql sql, Transaction transaction) {
        this.statement = statement;
        this.sql = sql;
        this.transaction = transaction;
        this.parameters = sql.parameters();
        this.bound = new boolean[parameters.length];
        this.rows = sql.hasList() ? new int[parameters.length] : null;
    }

    public Binding text(String name, @Nullable String value) throws SQLException {
        int parameter = next(name);
        int offset = offset(parameter);
        for (int position : parameters[parameter].positions()) {
            statement.setString(position + offset, value);
        }
        return this;
    }

    /** Sets the rows of a list or, if the statement has no list, an array of type {@code text}. */
    public Binding texts(String name, Collection<String> values) throws SQLException {
        int parameter = parameter(name);
        if (parameters[parameter].rows() == 0) {
            return array(name, "text", values.toArray(String[]::new));
        }
        for (String value : values) {
            text(name, value);
        }
        return this;
    }

    public Binding number(String name, long value) throws SQLException {
        int parameter = next(name);
        int offset = offset(parameter);
        for (int position : parameters[parameter].positions()) {
            statement.setLong(position + offset, value);
        }
        return this;
    }

    public Binding number(String name, int value) throws SQLException {
        int parameter = next(name);
        int offset = offset(parameter);
        for (int position : parameters[parameter].positions()) {
            statement.setInt(position + offset, value);
        }
        return this;
    }

    public Binding number(String name, @Nullable Integer value) throws SQLException {
        return value == null ? none(name, Types.INTEGER) : number(name, value.intValue());
    }

    public Binding number(String name, @Nullable Long value) throws SQLException {
        return value == null ? none(name, Types.BIGINT) : number(name, value.longValue());
    }

    /** Sets a time in milliseconds since the epoch, the format of all tables. */
    public Binding time(String name, @Nullable Instant value) throws SQLException {
        return value == null ? none(name, Types.BIGINT) : number(name, value.toEpochMilli());
    }

    /** Sets a time plus a delay; null if there is no delay. */
    public Binding timeAfter(String name, Instant from, @Nullable Duration delay) throws SQLException {
        return time(name, delay == null ? null : from.plus(delay));
    }

    public Binding bytes(String name, byte @Nullable [] value) throws SQLException {
        int parameter = next(name);
        int offset = offset(parameter);
        for (int position : parameters[parameter].positions()) {
            statement.setBytes(position + offset, value);
        }
        return this;
    }

    /** Sets the 16 bytes of an id. */
    public Binding id(String name, @Nullable Id id) throws SQLException {
        return bytes(name, id == null ? null : id.bytes());
    }

    /** Sets the rows of a list or, if the statement has no list, an array of type {@code bytea}. */
    public Binding ids(String name, Collection<? extends Id> ids) throws SQLException {
        int parameter = parameter(name);
        if (parameters[parameter].rows() == 0) {
            return array(name, "bytea", ids.stream().map(Id::bytes).toArray(byte[][]::new));
        }
        for (Id id : ids) {
            id(name, id);
        }
        return this;
    }

    public Binding flag(String name, @Nullable Boolean value) throws SQLException {
        if (value == null) {
            return none(name, Types.BOOLEAN);
        }
        int parameter = next(name);
        int offset = offset(parameter);
        for (int position : parameters[parameter].positions()) {
            statement.setBoolean(position + offset, value);
        }
        return this;
    }

    /** Sets an array of a type of the database, such as {@code text}. */
    public Binding array(String name, String type, @Nullable Object[] values) throws SQLException {
        int parameter = next(name);
        int offset = offset(parameter);
        for (int position : parameters[parameter].positions()) {
            statement.setArray(position + offset, statement.getConnection().createArrayOf(type, values));
        }
        return this;
    }

    /** Whether the statement has a parameter of this name. */
    boolean has(String name) {
        for (Sql.Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private Binding none(String name, int type) throws SQLException {
        int parameter = next(name);
        int offset = offset(parameter);
        for (int position : parameters[parameter].positions()) {
            statement.setNull(position + offset, type);
        }
        return this;
    }

    /** Returns the parameter of a name and marks it as set. */
    private int next(String name) {
        int parameter = parameter(name);
        bound[parameter] = true;
        next = parameter + 1;
        return parameter;
    }

    /** Parameters are mostly set in their order, so that the search starts after the last one. */
    private int parameter(String name) {
        int parameter = next;
        for (int tried = 0; tried < parameters.length; tried++, parameter++) {
            if (parameter >= parameters.length) {
                parameter = 0;
            }
            if (parameters[parameter].name().equals(name)) {
                return parameter;
            }
        }
        throw new IllegalArgumentException("the statement has no parameter :" + name + ": " + sql);
    }

    /** The offset from the first row of a list to the current row. */
    private int offset(int index) {
        Sql.Parameter parameter = parameters[index];
        if (rows == null || parameter.rows() == 0) {
            return 0;
        }
        if (rows[index] == parameter.rows()) {
            throw new IllegalStateException("the list has " + parameter.rows() + " rows, and :" + parameter.name()
                    + " was set in each: " + sql);
        }
        return parameter.stride() * rows[index]++;
    }

    private void requireComplete() {
        for (int i = 0; i < parameters.length; i++) {
            if (!bound[i] || (rows != null && rows[i] < parameters[i].rows())) {
                throw new IllegalStateException("the parameter :" + parameters[i].name() + " is not set: " + sql);
            }
        }
    }

    /** Adds a row to the batch of the statement. All parameters must be set again for the next one. */
    public void addBatch() throws SQLException {
        requireComplete();
        statement.addBatch();
        Arrays.fill(bound, false);
    }

    /** Runs the batch. */
    public void executeBatch() throws SQLException {
        for (int rows : statement.executeBatch()) {
            // A driver may not know how many.
            transaction.changed(rows == Statement.SUCCESS_NO_INFO ? 1 : rows);
        }
    }

    /** Runs the statement and returns the number of changed rows. */
    public int update() throws SQLException {
        requireComplete();
        int rows = statement.executeUpdate();
        transaction.changed(rows);
        return rows;
    }

    /** Runs the query; the caller closes the result set. */
    public ResultSet query() throws SQLException {
        requireComplete();
        return statement.executeQuery();
    }

    /** Returns all rows. */
    public <T> List<T> list(RowReader<T> reader) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet row = query()) {
            while (row.next()) {
                found.add(reader.read(row));
            }
        }
        return found;
    }

    /** Returns the first row, if there is one. */
    public <T> Optional<T> first(RowReader<? extends @Nullable T> reader) throws SQLException {
        try (ResultSet row = query()) {
            return row.next() ? Optional.ofNullable(reader.read(row)) : Optional.empty();
        }
    }

    /** Returns the only row. */
    public <T extends @Nullable Object> T one(RowReader<T> reader) throws SQLException {
        try (ResultSet row = query()) {
            if (!row.next()) {
                throw new IllegalStateException("the result is empty: " + sql);
            }
            return reader.read(row);
        }
    }

    /** Returns whether there is a row. */
    public boolean exists() throws SQLException {
        try (ResultSet row = query()) {
            return row.next();
        }
    }
}
