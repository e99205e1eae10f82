package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.AccessMode;
import dev.tidings.store.jdbc.SqlFailures;
import dev.tidings.store.jdbc.secret.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** Opens a database: in a file with a write-ahead log, or in memory. */
final class SqliteFile {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
    private static final int READERS = 4;
    static final int LIST_READERS = 2;
    private static final int BUSY_TIMEOUT_MS = 5_000;
    private static final int CACHE_KIB = 16 * 1024;
    /** At 32 MiB a commit checkpoints what the Checkpointer has not copied, so that the log starts again. */
    private static final int CHECKPOINT_PAGES = 8_000;

    private static final int LOG_LIMIT_BYTES = 64 * 1024 * 1024;
    private static final long CHECKED_AT_OPEN_BYTES = 4L * 1024 * 1024;

    private static final Pattern NAME_IN_MEMORY = Pattern.compile("[\\w-]+");

    private SqliteFile() {}

    /** Checks a new connection. */
    @FunctionalInterface
    private interface Check {
        void of(Connection connection) throws SQLException, IOException;
    }

    static SqliteDatabase open(Path file) {
        return open(file, BUSY_TIMEOUT_MS);
    }

    static SqliteDatabase open(Path file, int busyTimeoutMs) {
        Path path = file.toAbsolutePath();
        createPrivately(path);
        SQLiteDataSource writing = dataSource("jdbc:sqlite:" + path, writerConfig(busyTimeoutMs));
        String name = path.toString();
        return open(name, writing, connection -> check(path, connection), connection -> {
            ReadPool readers = new ReadPool(reading(path), READERS, LIST_READERS);
            return SqliteDatabase.ofFile(name, connection, readers, new Checkpointer(name, writing));
        });
    }

    /** A database in memory; reads share its only connection. */
    static SqliteDatabase openInMemory(String name) {
        if (!NAME_IN_MEMORY.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of a database in memory is '" + name + "'; expected letters, digits, - and _");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        SQLiteDataSource memory = dataSource("jdbc:sqlite:file:/" + name + "?vfs=memdb", config);
        return open(name, memory, connection -> {}, connection -> SqliteDatabase.inMemory(name, connection));
    }

    private static SqliteDatabase open(
            String name, SQLiteDataSource writing, Check check, Function<Connection, SqliteDatabase> opened) {
        try {
            Connection connection = writing.getConnection();
            try {
                check.of(connection);
                SqliteMigrations.bringUpToDate(name, connection, writing);
                leaveTransactionsToUs(connection);
                return opened.apply(connection);
            } catch (SQLException | IOException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException | IOException | RuntimeException failure) {
            throw SqlFailures.of(name, SqliteDialect.INSTANCE, AccessMode.WRITE, "open the database", failure);
        }
    }

    /**
     * In auto-commit mode the driver tries to begin a transaction after each change, although one is open. Its setter
     * would begin one that never ends.
     */
    private static void leaveTransactionsToUs(Connection connection) throws SQLException {
        connection.unwrap(SQLiteConnection.class).getConnectionConfig().setAutoCommit(false);
    }

    /** Checks a small file for damage. Large files would take too long; their damage is detected when it is read. */
    private static void check(Path path, Connection connection) throws SQLException, IOException {
        if (Files.size(path) > CHECKED_AT_OPEN_BYTES) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = row.next() ? row.getString(1) : "no answer";
            if (!found.equals("ok")) {
                throw SqliteDialect.damaged(path.toString(), found);
            }
        }
    }

    private static SQLiteConfig writerConfig(int busyTimeoutMs) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(busyTimeoutMs);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setCacheSize(-CACHE_KIB);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        config.setJournalSizeLimit(LOG_LIMIT_BYTES);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static SQLiteDataSource reading(Path path) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return dataSource("jdbc:sqlite:" + path, config);
    }

    private static SQLiteDataSource dataSource(String url, SQLiteConfig config) {
        SQLiteDataSource dataSource = new SQLiteDataSource(config);
        dataSource.setUrl(url);
        return dataSource;
    }

    /** Only the owner may read the file. SQLite gives its log and shared memory the same permissions. */
    private static void createPrivately(Path path) {
        try {
            Path folder = path.getParent();
            if (folder != null) {
                Files.createDirectories(folder, OwnerOnly.folder());
            }
            Files.createFile(path, OwnerOnly.file());
        } catch (FileAlreadyExistsException existing) {
            closeToOthers(path);
        } catch (IOException failure) {
            throw new StoreUnavailable(
                    "cannot create the database " + path + ": " + failure
                            + "; give this user write access to the folder or name another one",
                    failure);
        }
    }

    /** A file with wider permissions was created by another program, or copied. */
    private static void closeToOthers(Path database) {
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Path file = Path.of(database + suffix);
            try {
                String rights = Files.exists(file) ? OwnerOnly.wider(file) : null;
                if (rights != null) {
                    OwnerOnly.close(file);
                    LOG.warn(
                            "permissions of {} were {}: other users could read or change notifications; they are now"
                                    + " rw-------",
                            file,
                            rights);
                }
            } catch (IOException failure) {
                throw new StoreUnavailable(
                        "other users can access " + file + ", and its permissions cannot be changed: " + failure
                                + "; run `chmod 600 " + file + "` as its owner",
                        failure);
            }
        }
    }
}
