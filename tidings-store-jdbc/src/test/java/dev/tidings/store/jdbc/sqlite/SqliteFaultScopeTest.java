package dev.tidings.store.jdbc.sqlite;

import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.FaultContract;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

class SqliteFaultScopeTest extends FaultContract {
    @TempDir
    Path folder;

    private SqliteDatabase database;

    @BeforeEach
    void open() {
        database = SqliteFile.open(folder.resolve("tidings.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected Database database() {
        return database;
    }

    @Override
    protected void cancel(Transaction tx) throws SQLException {
        Connection connection = tx.connection().unwrap(SQLiteConnection.class);
        ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
            @Override
            protected int progress() {
                return 1;
            }
        });
        try {
            tx.prepared(Sql.of("SELECT count(*) FROM sqlite_schema")).one(row -> row.getInt(1));
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }

    @Override
    protected void writeWhereNoneIsAllowed(Transaction tx) throws SQLException {
        tx.execute(Sql.of("PRAGMA query_only = ON"));
        tx.execute(Sql.of("DELETE FROM heartbeat"));
    }
}
