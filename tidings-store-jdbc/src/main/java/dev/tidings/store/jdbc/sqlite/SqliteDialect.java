package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.DatabaseFault;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's variants of statements, and the meaning of its errors. */
enum SqliteDialect implements Dialect {
    INSTANCE;

    private static final int PRIMARY_CODE = 0xff;
    private static final String RECOVER =
            "; move it away and restore a backup, or recover what is left with `sqlite3 FILE .recover`";

    @Override
    public Sql of(DialectSql statement) {
        return statement.sqlite();
    }

    static StoreUnavailable damaged(String database, String found) {
        return new StoreUnavailable(
                "cannot open the database in " + database + ": the file is damaged (" + found + ")" + RECOVER);
    }

    @Override
    public void stop(Connection connection) throws SQLException {
        connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
    }

    @Override
    public @Nullable DatabaseFault fault(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return null;
        }
        return switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY_CODE)) {
            case SQLITE_FULL -> DatabaseFault.writes("the disk is full; free space");
            case SQLITE_IOERR ->
                DatabaseFault.writes("reading or writing the file failed; check the disk and its free space");
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                DatabaseFault.writes("the file or its folder is read-only; give this user write access to both");
            case SQLITE_CANTOPEN ->
                DatabaseFault.writes(
                        "the file cannot be opened; check that its folder exists and is writable for this user");
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                DatabaseFault.writes("the file is damaged or not a SQLite database" + RECOVER);
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                DatabaseFault.writes("another process holds its write lock; only one server may use a file");
            case SQLITE_NOMEM -> DatabaseFault.writes("out of memory");
            case SQLITE_INTERRUPT, SQLITE_ABORT ->
                DatabaseFault.statement("the statement was canceled or took too long");
            default -> null;
        };
    }
}
