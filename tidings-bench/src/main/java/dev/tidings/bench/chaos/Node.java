package dev.tidings.bench.chaos;

import dev.tidings.cli.rest.Api;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.server.Ports;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One server as a process of its own; each life of it has a name of its own. */
final class Node implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int STARTS = 10;

    private final int number;
    private final Path folder;
    private final String settings;
    private final int port;
    private final Api api;
    private final ServerProcess process;
    private int life;
    private volatile boolean ready;

    /** @param settings the configuration but for node and port */
    Node(int number, Path folder, String settings) throws IOException {
        this.number = number;
        this.folder = folder;
        this.settings = settings;
        this.port = Ports.free();
        this.process = ServerProcess.start(ServerCommand.serve(Main.class, config(), List.of()), port, log());
        this.api = new Api(process.uri(), null);
    }

    Api api() {
        return api;
    }

    /** As it stands in the leases of this life. */
    String name() {
        return "node-" + number + "." + life;
    }

    /** Whether it was when somebody looked last. */
    boolean ready() {
        return ready;
    }

    /** As the kernel does it when memory runs out: nothing is said, nothing is flushed. */
    void kill() throws InterruptedException {
        ready = false;
        process.kill();
    }

    /** SIGTERM, and the end of its own will. */
    void stop() throws InterruptedException, TimeoutException {
        ready = false;
        var _ = process.stop();
    }

    void restart() throws IOException {
        var _ = config();
        process.restart();
    }

    /** Starts it again when it ended by itself, as its supervisor would: without a database it does not begin. */
    void awaitReady() throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        int ended = 0;
        while (!process.ready()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException(
                        name() + " was not ready within " + PATIENCE + "; it printed:\n" + process.lastLines());
            }
            if (!process.alive()) {
                if (ended++ == STARTS) {
                    throw new IllegalStateException(
                            name() + " ended by itself again and again; it printed:\n" + process.lastLines());
                }
                restart();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        ready = true;
    }

    Path log() {
        return folder.resolve("node-" + number + ".log");
    }

    /** The configuration of the next life, in a file. */
    private Path config() throws IOException {
        life++;
        return Files.writeString(
                folder.resolve("node-" + number + ".yaml"),
                "dispatch: {node: " + name() + ", " + settings.replace("$port", String.valueOf(port)));
    }

    @Override
    public void close() {
        api.close();
        process.close();
    }
}
