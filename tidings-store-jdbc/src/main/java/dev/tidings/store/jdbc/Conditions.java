package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.DeliveryStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** What a filter asks of rows, as the text of a WHERE clause and its named parameters. */
public final class Conditions {
    private final StringBuilder where;
    private final Map<String, Object> parameters = new HashMap<>();

    /** @param first the first condition, with {@code WHERE} before it */
    public Conditions(String first) {
        this.where = new StringBuilder(first);
    }

    /** A condition without parameters, or whose parameters are set by {@link #set}. */
    public Conditions and(String condition) {
        where.append(" AND ").append(condition);
        return this;
    }

    public Conditions set(String name, Object value) {
        parameters.put(name, value);
        return this;
    }

    /** A column that has a value; no condition when that is null. */
    public Conditions equal(String column, String name, @Nullable String value) {
        return value == null ? this : and(column + " = :" + name).set(name, value);
    }

    /** One value is compared as such, for the planner to take the index that begins with it; no values are no condition. */
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

    /** Statuses stand as literals, for the planner to see. */
    public Conditions statuses(String column, Set<DeliveryStatus> statuses) {
        return and(statuses.stream()
                .map(status -> "'" + status.code() + "'")
                .sorted()
                .collect(Collectors.joining(", ", column + " IN (", ")")));
    }

    public Query bind(Query query) {
        return query.bindMap(parameters);
    }

    /** The clause, from {@code WHERE} on. */
    @Override
    public String toString() {
        return where.toString();
    }
}
