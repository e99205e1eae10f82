package dev.tidings.store.jdbc.sqlite;

import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.FaultContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
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
    protected void cancel(Handle handle) throws SQLException {
        Connection connection = handle.getConnection().unwrap(SQLiteConnection.class);
        ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
            @Override
            protected int progress() {
                return 1;
            }
        });
        try {
            handle.createQuery("SELECT count(*) FROM sqlite_schema")
                    .mapTo(Integer.class)
                    .one();
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }

    @Override
    protected void writeWhereNoneIsAllowed(Handle handle) {
        handle.execute("PRAGMA query_only = ON");
        handle.execute("DELETE FROM heartbeat");
    }
}
