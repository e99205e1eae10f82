package dev.tidings.store.jdbc.mariadb;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Transaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** One statement for many rows, which go to the server together in one command. */
final class MariaDbBatch {
    /** Sets the parameters of a row. */
    @FunctionalInterface
    interface Row<T> {
        void bind(Binding binding, T of) throws SQLException;
    }

    private MariaDbBatch() {}

    /** Does nothing where there are no rows. */
    static <T> void run(Transaction tx, String sql, Collection<T> rows, Row<T> row) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = tx.handle().getConnection().prepareStatement(sql)) {
            for (T one : rows) {
                row.bind(new Binding(statement), one);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
