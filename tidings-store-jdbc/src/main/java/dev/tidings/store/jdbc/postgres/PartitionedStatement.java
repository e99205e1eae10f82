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

    /** How a statement gets at its rows. */
    enum Reach {
        /** Each partition by its name. */
        PARTITIONS,
        /** All through the table, whatever it costs: some rows may be of days that were dropped. */
        TABLE
    }

    /** Does work by partition, and once more through the table when one of them turns out to be gone. */
    static <R> R reaching(Function<Reach, R> work) {
        try {
            return work.apply(Reach.PARTITIONS);
        } catch (RuntimeException failure) {
            if (!PostgresDialect.missesTable(failure)) {
                throw failure;
            }
            return work.apply(Reach.TABLE);
        }
    }

    /** The statements for these rows, with the rows of each. */
    <T> Map<String, List<T>> over(List<T> rows, Function<T, String> id, Reach reach) {
        if (reach == Reach.TABLE) {
            return rows.isEmpty() ? Map.of() : Map.of(template.replace(TABLE, table.parent()), rows);
        }
        Map<LocalDate, List<T>> days = new TreeMap<>();
        for (T row : rows) {
            days.computeIfAbsent(Partitions.day(id.apply(row)), absent -> new ArrayList<>())
                    .add(row);
        }
        Map<String, List<T>> statements = new TreeMap<>();
        days.forEach((day, its) -> statements.put(on(day), its));
        return statements;
    }
}
