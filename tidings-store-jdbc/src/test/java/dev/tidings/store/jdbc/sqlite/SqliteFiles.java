package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;

/** The database files of tests, and direct changes to them. */
final class SqliteFiles {
    static final String NAME = "tidings.db";

    private SqliteFiles() {}

    /** An empty store for the contract; its file is copied, which is faster than a migration. */
    static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        try {
            Files.write(folder.resolve(NAME), Migrated.FILE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return SqliteStore.open(folder.resolve(NAME), clock, cipher, ids);
    }

    /** An empty database, created once. */
    private static final class Migrated {
        static final byte[] FILE = make();

        private static byte[] make() {
            try {
                Path folder = Files.createTempDirectory("tidings-migrated");
                open(folder, SettableClock.atStart()).close();
                byte[] file = Files.readAllBytes(folder.resolve(NAME));
                Files.delete(folder.resolve(NAME));
                Files.delete(folder);
                return file;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    static SqliteStore open(Path folder, InstantSource clock) {
        return SqliteStore.open(folder.resolve(NAME), clock, new ReversingCipher(), new CountingIds());
    }

    /** Simulates another process. */
    static Connection connect(Path folder) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(NAME));
    }

    static void execute(Path folder, String... statements) throws SQLException {
        try (Connection connection = connect(folder);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Copies the open files, as a crash would leave them. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : List.of(NAME, NAME + "-wal")) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
    }
}
