package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxSchema;
import dev.tidings.client.outbox.OutboxTable;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Checks the outbox's database and creates or checks its table. */
record OutboxTableSetup(DataSource dataSource, OutboxTable table) {
    private static final String CREATE = "tidings.outbox.create-table";

    /** Creates the table if it does not exist. */
    void create() {
        try (Connection connection = connection()) {
            OutboxSchema.create(connection, table);
        } catch (SQLException refused) {
            throw new InvalidSettingException(
                    CREATE,
                    "is true, but the database refuses to create " + table.name() + ": " + refused.getMessage(),
                    "Give the application's database user the right to create tables in an existing schema, correct"
                            + " tidings.outbox.table, or set " + CREATE + "=false and create the table by a migration"
                            + " with the script in dev/tidings/client/outbox of the jar tidings-client.",
                    refused);
        }
    }

    private Connection connection() {
        try {
            return dataSource.getConnection();
        } catch (SQLException away) {
            // Without the driver's message, which may contain the URL and so a password.
            throw new InvalidSettingException(
                    CREATE,
                    "is true, but the DataSource has no connection to create " + table.name() + " (SQLSTATE "
                            + away.getSQLState() + ")",
                    "Check spring.datasource.url and that the database is up, or set " + CREATE
                            + "=false and create the table by a migration.",
                    away);
        }
    }

    /** Refuses an unsupported database. An unavailable one may come back: the relay retries. */
    void check() {
        try (Connection connection = dataSource.getConnection()) {
            OutboxSchema.check(connection);
        } catch (SQLException away) {
            return;
        }
    }
}
