package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxSchema;
import dev.tidings.client.outbox.OutboxTable;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where the outbox is to be: a database that it knows, and a table that is there or can be made. */
record OutboxPlace(DataSource dataSource, OutboxTable table) {
    private static final String CREATE = "tidings.outbox.create-table";

    /** Makes the table if it is not there. */
    void create() {
        try (Connection connection = connection()) {
            OutboxSchema.create(connection, table);
        } catch (SQLException refused) {
            throw new InvalidSettingException(
                    CREATE,
                    "is true, and the database refuses to create " + table.name() + ": " + refused.getMessage(),
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
            // Without the driver's message, which may repeat the URL and so a password.
            throw new InvalidSettingException(
                    CREATE,
                    "is true, and the DataSource gives no connection to create " + table.name() + " with (SQLSTATE "
                            + away.getSQLState() + ")",
                    "Check spring.datasource.url and that the database is up, or set " + CREATE
                            + "=false and create the table by a migration.",
                    away);
        }
    }

    /** Refuses a database that has no outbox. One that is away may come back: the relay waits for it. */
    void check() {
        try (Connection connection = dataSource.getConnection()) {
            OutboxSchema.check(connection);
        } catch (SQLException away) {
            return;
        }
    }
}
