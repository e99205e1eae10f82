package dev.tidings.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** PgBouncer in front of PostgreSQL, for tests annotated with {@link dev.tidings.testkit.extension.NeedsPackages}. */
public final class PgBouncer implements AutoCloseable {
    /** The pooling mode. */
    public enum Mode {
        SESSION,
        TRANSACTION
    }

    private static final int TRIES = 200;
    private static final int PAUSE_MS = 50;

    private final Path folder = Folders.create("tidings-pgbouncer-");
    private final int port = FreePorts.free();
    private final Process process;
    private final String behind;

    private PgBouncer(String url, Mode mode) {
        this.behind = url;
        try {
            // As root it switches to another user, who must read its configuration.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path config = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                """.formatted(
                            URI.create(url.substring("jdbc:".length())).getPort(),
                            port,
                            mode.name().toLowerCase(Locale.ROOT)));
            List<String> command = new ArrayList<>(List.of("/usr/sbin/pgbouncer"));
            if ("root".equals(System.getProperty("user.name"))) {
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(config.toString());
            this.process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PgBouncer did not start", e);
        }
    }

    /**
     * Starts one and returns once it responds.
     *
     * @param url of a database from {@link PostgresServer}
     */
    public static PgBouncer start(String url, Mode mode) {
        PgBouncer bouncer = new PgBouncer(url, mode);
        for (int tries = 0; !bouncer.answers(); tries++) {
            if (tries == TRIES || !bouncer.process.isAlive()) {
                String printed = bouncer.printed();
                bouncer.close();
                throw new IllegalStateException("PgBouncer does not respond; output: " + printed);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
        }
        return bouncer;
    }

    /** The URL of the same database through PgBouncer. */
    public String url() {
        return behind.replaceFirst("//[^/]+/", "//127.0.0.1:" + port + "/");
    }

    private boolean answers() {
        try {
            DriverManager.getConnection(url()).close();
            return true;
        } catch (SQLException notYet) {
            return false;
        }
    }

    private String printed() {
        try {
            return Files.readString(folder.resolve("output.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        Folders.remove(folder);
    }
}
