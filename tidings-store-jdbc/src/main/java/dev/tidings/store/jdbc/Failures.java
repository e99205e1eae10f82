package dev.tidings.store.jdbc;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.StoreUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells a database that cannot be used now, with what to do about it, from a defect. */
final class Failures {
    private static final int PRIMARY_CODE = 0xff;

    private static final String RECOVER =
            "; move it away and restore a backup, or recover what is left with `sqlite3 FILE .recover`";

    private Failures() {}

    static RuntimeException of(String database, String doing, Throwable failure) {
        if (failure instanceof StoreUnavailable || failure instanceof ProblemException) {
            return (RuntimeException) failure;
        }
        if (failure instanceof IOException) {
            return new StoreUnavailable("cannot " + doing + " in " + database + ": " + failure, failure);
        }
        SQLException sql = sqlIn(failure);
        if (sql == null) {
            return failure instanceof RuntimeException defect ? defect : new IllegalStateException(failure);
        }
        String advice = advice(sql);
        String message = "cannot " + doing + " in " + database + ": ";
        return advice == null
                ? new IllegalStateException(message + sql.getMessage(), failure)
                : new StoreUnavailable(message + advice + " (" + sql.getMessage() + ")", failure);
    }

    static StoreUnavailable closed(String database, String doing) {
        return new StoreUnavailable("cannot " + doing + " in " + database + ": the store is closed");
    }

    static StoreUnavailable damaged(String database, String found) {
        return new StoreUnavailable(
                "cannot open the database in " + database + ": the file is damaged (" + found + ")" + RECOVER);
    }

    /** What keeps the database from being used and what helps; null when the statement itself is at fault. */
    private static @Nullable String advice(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return failure instanceof SQLTransientConnectionException ? "no connection is free" : null;
        }
        SQLiteErrorCode code = sqlite.getResultCode();
        int primary = code.code & PRIMARY_CODE;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return "the disk is full; make room, nothing was written";
        } else if (primary == SQLiteErrorCode.SQLITE_IOERR.code) {
            return "reading or writing the file failed; check the disk and its free space";
        } else if (primary == SQLiteErrorCode.SQLITE_READONLY.code || primary == SQLiteErrorCode.SQLITE_PERM.code) {
            return "the file or its folder is read-only; give this user write access to both";
        } else if (primary == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return "the file cannot be opened; check that its folder exists and that this user may write there";
        } else if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return "the file is damaged or no SQLite database" + RECOVER;
        } else if (primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return "another process holds its write lock; only one server may use a file";
        } else if (primary == SQLiteErrorCode.SQLITE_NOMEM.code) {
            return "there is no memory left";
        }
        return null;
    }

    private static @Nullable SQLException sqlIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
