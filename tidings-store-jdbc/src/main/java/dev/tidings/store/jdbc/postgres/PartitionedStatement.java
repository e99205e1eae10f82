package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.Sql;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A statement on rows of a partitioned table with known ids, which names each partition. Through the table, the
 * planner would have to choose between looking up every id and reading their whole range, and the plan that it
 * makes for an empty day costs the square of the batch once the day is full.
 */
final class PartitionedStatement {
    private static final String TABLE = "table";
    private static final int MOST_DAYS = 64;

    private final Partitions.Table table;
    private final Sql statement;
    private final Sql whole;
    private final Map<LocalDate, Sql> days = new ConcurrentHashMap<>();

    /** @param statement contains {@code %table%} for the partition */
    PartitionedStatement(Partitions.Table table, String statement) {
        this.table = table;
        this.statement = Sql.of(statement);
        this.whole = this.statement.naming(TABLE, table.parent());
    }

    Sql on(LocalDate day) {
        if (days.size() >= MOST_DAYS) {
            days.clear();
        }
        return days.computeIfAbsent(day, absent -> statement.naming(TABLE, table.partition(absent)));
    }

    /** How a statement addresses its rows. */
    enum Reach {
        /** By the names of the partitions. */
        PARTITIONS,
        /** Through the table, at any cost: some rows may be of dropped days. */
        TABLE
    }

    /** Runs work by partition, and again through the table if one of them was dropped. */
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

    /** A statement and its rows. */
    record Part<T>(Sql sql, List<T> rows) {}

    /** Returns the statements for these rows, in the order of days, with the rows of each. */
    <T> List<Part<T>> over(List<T> rows, Function<T, DeliveryId> id, Reach reach) {
        if (reach == Reach.TABLE) {
            return rows.isEmpty() ? List.of() : List.of(new Part<>(whole, rows));
        }
        Map<LocalDate, List<T>> byDay = new TreeMap<>();
        for (T row : rows) {
            byDay.computeIfAbsent(Partitions.day(id.apply(row)), absent -> new ArrayList<>())
                    .add(row);
        }
        List<Part<T>> parts = new ArrayList<>(byDay.size());
        byDay.forEach((day, its) -> parts.add(new Part<>(on(day), its)));
        return parts;
    }
}
