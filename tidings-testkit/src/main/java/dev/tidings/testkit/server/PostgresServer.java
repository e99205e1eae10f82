package dev.tidings.testkit.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 18; starts in a second, and restarts in 0.1 s. */
public final class PostgresServer implements DatabaseServer {
    private final ServerOptions options;
    private final Path folder = Folders.create("tidings-postgres-");
    private final Path output = folder.resolve("output.log");
    private final Databases databases = new Databases();
    private @Nullable EmbeddedPostgres running;
    private final int port = FreePorts.free();

    private PostgresServer(ServerOptions options) {
        this.options = options;
    }

    /** @return the server all tests of this JVM share; it does not fsync and is never stopped by a test */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    public static PostgresServer start(ServerOptions options) {
        PostgresServer server = new PostgresServer(options);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-postgres"));
        server.start();
        return server;
    }

    @Override
    public String createDatabase() {
        String name = databases.nextName();
        Databases.execute(url("postgres"), "CREATE DATABASE " + name);
        return url(name);
    }

    /**
     * @param url of a database from {@link #createDatabase()} without clients
     * @return the JDBC URL of a copy, which takes less time than filling a new one
     */
    public String copyDatabase(String url) {
        String name = databases.nextName();
        Databases.execute(url("postgres"), "CREATE DATABASE " + name + " TEMPLATE " + Databases.nameIn(url));
        return url(name);
    }

    /**
     * Starts a read-only copy of this server that follows it by streaming replication. Restarts this server, because the copy
     * starts from its files.
     */
    public synchronized PostgresServer startStandby() {
        stop();
        PostgresServer standby = new PostgresServer(options);
        try {
            Path data = Files.createDirectory(standby.data(), Folders.OWNER_ONLY);
            Folders.copyContent(data(), data);
            Files.createFile(data.resolve("standby.signal"));
            Files.writeString(
                    data.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=localhost port=%d user=postgres'%n".formatted(port),
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare a standby in " + standby.folder, e);
        }
        start();
        Runtime.getRuntime().addShutdownHook(new Thread(standby::close, "stop-postgres"));
        standby.start();
        return standby;
    }

    /** The JDBC URL on this server of a database of another one. */
    public String sameDatabase(String url) {
        return url(Databases.nameIn(url));
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Override
    public void dropDatabase(String url) {
        Databases.execute(url("postgres"), "DROP DATABASE IF EXISTS " + Databases.nameIn(url) + " WITH (FORCE)");
    }

    @Override
    public synchronized void start() {
        if (running != null) {
            return;
        }
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofMinutes(1))
                .setOutputRedirector(Redirect.appendTo(output.toFile()))
                .setErrorRedirector(Redirect.appendTo(output.toFile()));
        builder.setPort(port);
        // Set explicitly, because the embedded server's default is off.
        for (String durability : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            builder.setServerConfig(durability, options.fsync() ? "on" : "off");
        }
        options.settings().forEach(builder::setServerConfig);
        try {
            running = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start; output in " + output, e);
        }
    }

    @Override
    public synchronized void stop() {
        EmbeddedPostgres stopping = running;
        if (stopping == null) {
            return;
        }
        running = null;
        try {
            stopping.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop; output in " + output, e);
        }
    }

    @Override
    public synchronized void close() {
        stop();
        Folders.remove(folder);
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres";
    }

    private static final class Shared {
        /** Without autovacuum, so that statistics and places of rows change only when a test changes them. */
        static final PostgresServer SERVER = start(ServerOptions.fast().with("autovacuum", "off"));
    }
}
