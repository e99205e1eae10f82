package dev.tidings.store.jdbc.mariadb;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.util.Collection;

/** Runs a statement for many rows, which the driver sends in one command. */
final class MariaDbBatch {
    /** Sets the parameters of a row. */
    @FunctionalInterface
    interface Row<T> {
        void bind(Binding binding, T of) throws SQLException;
    }

    private MariaDbBatch() {}

    /** Does nothing if there are no rows. */
    static <T> void run(Transaction tx, Sql sql, Collection<T> rows, Row<T> row) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Binding binding = tx.prepared(sql);
        for (T one : rows) {
            row.bind(binding, one);
            binding.addBatch();
        }
        binding.executeBatch();
    }
}
