package dev.tidings.bench.chaos;

import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server process; each of its runs has its own name. */
final class NodeProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final int STARTS = 10;

    private final int number;
    private final Path folder;
    private final String settings;
    private final int port;
    private final ApiClient api;
    private final ServerProcess process;
    private int life;
    private volatile boolean ready;

    /** @param settings the configuration without node and port */
    NodeProcess(int number, Path folder, String settings) throws IOException {
        this.number = number;
        this.folder = folder;
        this.settings = settings;
        this.port = FreePorts.free();
        this.process = ServerProcess.start(ServerCommand.serve(Main.class, config()), port, log());
        this.api = new ApiClient(process.uri(), null);
    }

    ApiClient api() {
        return api;
    }

    /** The node name in the leases of this run. */
    String name() {
        return "node-" + number + "." + life;
    }

    /** Whether it was ready at the last check. */
    boolean ready() {
        return ready;
    }

    /** Sends SIGKILL, as the kernel does when memory runs out. */
    void kill() throws InterruptedException {
        ready = false;
        process.kill();
    }

    /** Sends SIGTERM and waits for the exit. */
    void stop() throws InterruptedException, TimeoutException {
        ready = false;
        var _ = process.stop();
    }

    void restart() throws IOException {
        var _ = config();
        process.restart();
    }

    /** Restarts the process if it exits, as a supervisor does: it does not start without a database. */
    void awaitReady() throws IOException, InterruptedException {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        int ended = 0;
        while (!process.ready()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException(
                        name() + " was not ready within " + TIMEOUT + "; output:\n" + process.lastLines());
            }
            if (!process.alive()) {
                if (ended++ == STARTS) {
                    throw new IllegalStateException(name() + " exited repeatedly; output:\n" + process.lastLines());
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
