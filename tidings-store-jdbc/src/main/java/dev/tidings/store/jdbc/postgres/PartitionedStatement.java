package dev.tidings.store.jdbc.postgres;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A statement on rows of a partitioned table that are known by their ids. It goes to each partition by its name: through
 * the table, the planner would have to choose between looking every id up and reading their whole range, before there is
 * a row to judge by, and the plan that it makes for an empty day costs the square of the batch once the day is full.
 */
final class PartitionedStatement {
    private static final String TABLE = "%table%";

    private final Partitions.Table table;
    private final String template;

    /** @param template has {@code %table%} for the partition's name */
    PartitionedStatement(Partitions.Table table, String template) {
        this.table = table;
        this.template = template;
    }

    String on(LocalDate day) {
        return template.replace(TABLE, table.partition(day));
    }

    /** The statements for these rows, with the rows of each. */
    <T> Map<String, List<T>> byPartition(List<T> rows, Function<T, String> id) {
        Map<LocalDate, List<T>> days = new TreeMap<>();
        for (T row : rows) {
            days.computeIfAbsent(Partitions.day(id.apply(row)), absent -> new ArrayList<>())
                    .add(row);
        }
        Map<String, List<T>> statements = new TreeMap<>();
        days.forEach((day, its) -> statements.put(on(day), its));
        return statements;
    }

    /** One statement for all, whatever it costs: for rows of days that may have been dropped. */
    <T> Map<String, List<T>> throughTable(List<T> rows) {
        return rows.isEmpty() ? Map.of() : Map.of(template.replace(TABLE, table.parent()), rows);
    }
}
