package dev.tidings.bench.chaos;

import dev.tidings.cli.rest.Api;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.cli.rest.Unreachable;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.server.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One server as a process of its own; each life of it has a name of its own. */
final class Node implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int STARTS = 10;

    private final int number;
    private final Path folder;
    private final String settings;
    private final int port;
    private final Api api;
    private int life;
    private volatile boolean ready;
    private Process process;

    /** @param settings the configuration but for node and port */
    Node(int number, Path folder, String settings) throws IOException {
        this.number = number;
        this.folder = folder;
        this.settings = settings;
        this.port = Ports.free();
        this.api = new Api(URI.create("http://127.0.0.1:" + port), null);
        this.process = launch();
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
        process.destroyForcibly();
        var _ = process.waitFor();
    }

    /** SIGTERM, and the end of its own will. */
    void stop() throws InterruptedException {
        ready = false;
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(name() + " did not stop within " + PATIENCE);
        }
    }

    void restart() throws IOException {
        process = launch();
    }

    /** Starts it again when it ended by itself, as its supervisor would: without a database it does not begin. */
    void awaitReady() throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        int ended = 0;
        while (!answersReady()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException(name() + " was not ready within " + PATIENCE + "; it said:\n" + tail());
            }
            if (!process.isAlive()) {
                if (ended++ == STARTS) {
                    throw new IllegalStateException(name() + " ended by itself again and again; it said:\n" + tail());
                }
                restart();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        ready = true;
    }

    private boolean answersReady() {
        try {
            return !api.get("/readyz").isMissingNode();
        } catch (Unreachable | ApiProblem notYet) {
            return false;
        }
    }

    String tail() throws IOException {
        Path log = log();
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    Path log() {
        return folder.resolve("node-" + number + ".log");
    }

    private Process launch() throws IOException {
        life++;
        Path config = Files.writeString(
                folder.resolve("node-" + number + ".yaml"),
                "dispatch: {node: " + name() + ", " + settings.replace("$port", String.valueOf(port)));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "serve",
                "--config",
                config.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    @Override
    public void close() {
        api.close();
        process.destroyForcibly();
    }
}
