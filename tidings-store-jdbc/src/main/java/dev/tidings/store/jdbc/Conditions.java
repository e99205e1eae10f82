package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.Id;
import dev.tidings.core.id.NotificationId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a filter, as text with named parameters. This is the only class that concatenates SQL: the
 * conditions depend on the request, and databases have to see them literally to choose an index.
 */
public final class Conditions {
    private static final String HOLE = "%conditions%";

    private final StringBuilder where;
    private final Map<String, Value> parameters = new HashMap<>();

    /** Sets a parameter of a statement. */
    @FunctionalInterface
    public interface Value {
        Binding set(Binding statement, String name) throws SQLException;

        static Value of(String text) {
            return (statement, name) -> statement.text(name, text);
        }

        static Value of(Id id) {
            return (statement, name) -> statement.id(name, id);
        }
    }

    public Conditions(String first) {
        this.where = new StringBuilder(first);
    }

    /** Adds a condition without parameters, or one whose parameters {@link #set} sets. */
    public Conditions and(String condition) {
        where.append(" AND ").append(condition);
        return this;
    }

    /**
     * Adds a condition with others in it, and their parameters.
     *
     * @param template has {@code %conditions%} where the others belong
     */
    public Conditions and(String template, Conditions inner) {
        parameters.putAll(inner.parameters);
        return and(template.replace(HOLE, inner.where));
    }

    public Conditions set(String name, String value) {
        parameters.put(name, Value.of(value));
        return this;
    }

    public Conditions set(String name, Id value) {
        parameters.put(name, Value.of(value));
        return this;
    }

    public Conditions setAll(Map<String, Value> more) {
        parameters.putAll(more);
        return this;
    }

    /** Requires a value in a column; adds nothing when the value is null. */
    public Conditions equal(String column, String name, @Nullable String value) {
        return value == null ? this : and(column + " = :" + name).set(name, value);
    }

    /**
     * Requires one of several values in a column; adds nothing when there are none. A single value is compared with {@code =},
     * so that the planner takes the index that begins with the column.
     */
    public Conditions among(String column, String name, Set<String> values) {
        if (values.size() == 1) {
            return equal(column, name, values.iterator().next());
        }
        List<String> names = new ArrayList<>();
        for (String value : new TreeSet<>(values)) {
            set(name + names.size(), value);
            names.add(":" + name + names.size());
        }
        return names.isEmpty() ? this : and(column + " IN (" + String.join(", ", names) + ")");
    }

    /** Adds a list of ids, without a column. */
    Conditions in(String name, List<NotificationId> ids) {
        List<String> names = new ArrayList<>(ids.size());
        for (NotificationId value : ids) {
            set(name + names.size(), value);
            names.add(":" + name + names.size());
        }
        where.append(String.join(", ", names));
        return this;
    }

    /** Requires one of several statuses, as literals: the planner has to see them. */
    public Conditions statuses(String column, Set<DeliveryStatus> statuses) {
        return and(statuses.stream()
                .map(status -> "'" + status.code() + "'")
                .sorted()
                .collect(Collectors.joining(", ", column + " IN (", ")")));
    }

    /**
     * The whole statement.
     *
     * @param statement has {@code %conditions%} where these belong
     */
    public Sql in(String statement) {
        if (!statement.contains(HOLE)) {
            throw new IllegalArgumentException("the statement has no " + HOLE + ": " + statement);
        }
        return Sql.of(statement.replace(HOLE, where));
    }

    public Map<String, Value> parameters() {
        return Map.copyOf(parameters);
    }

    /** Sets those parameters that the statement has. */
    public Binding bind(Binding binding) throws SQLException {
        for (Map.Entry<String, Value> parameter : parameters.entrySet()) {
            if (binding.has(parameter.getKey())) {
                var _ = parameter.getValue().set(binding, parameter.getKey());
            }
        }
        return binding;
    }

    @Override
    public String toString() {
        return where.toString();
    }
}
