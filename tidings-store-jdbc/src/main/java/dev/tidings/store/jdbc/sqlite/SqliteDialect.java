package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.Dialect;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's words. */
enum SqliteDialect implements Dialect {
    INSTANCE;

    private static final int PRIMARY_CODE = 0xff;
    private static final String RECOVER =
            "; move it away and restore a backup, or recover what is left with `sqlite3 FILE .recover`";

    @Override
    public String insertOrIgnore(String insert) {
        return insert + " ON CONFLICT DO NOTHING";
    }

    @Override
    public String insertOrUpdate(String insert, String key, String sets) {
        return insert + " ON CONFLICT (" + key + ") DO UPDATE SET " + sets.replace("new.", "excluded.");
    }

    @Override
    public String notificationOf(String delivery) {
        return "(SELECT n.id FROM notifications n WHERE n.seq = " + delivery + ".notification_seq)";
    }

    static StoreUnavailable damaged(String database, String found) {
        return new StoreUnavailable(
                "cannot open the database in " + database + ": the file is damaged (" + found + ")" + RECOVER);
    }

    @Override
    public @Nullable String advice(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return null;
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
}
