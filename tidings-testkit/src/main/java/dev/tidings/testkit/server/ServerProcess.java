package dev.tidings.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real server in its own process, which tests and benchmarks kill, stop and restart. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int LAST_LINES = 15;
    private static final int PROBE_TIMEOUT_MS = 5_000;

    private final ServerCommand command;
    private final Path log;
    private final int port;
    private Process process;

    private ServerProcess(ServerCommand command, int port, Path log) {
        this.command = command;
        this.log = log;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts the process without waiting until it is ready.
     *
     * @param port the loopback port of the server
     * @param log the file to which output is appended
     */
    public static ServerProcess start(ServerCommand command, int port, Path log) {
        return new ServerProcess(command, port, log);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** The running process. */
    public Process process() {
        return process;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Sends SIGKILL, as the kernel does when memory runs out: nothing is logged or flushed. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        var _ = process.waitFor();
    }

    /** Sends SIGTERM; returns the exit code. */
    public int stop() throws InterruptedException, TimeoutException {
        process.destroy();
        return awaitEnd();
    }

    /** Waits until the server exits; returns the exit code. */
    public int awaitEnd() throws InterruptedException, TimeoutException {
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new TimeoutException("the server is still running after " + TIMEOUT + "; output:\n" + lastLines());
        }
        return process.exitValue();
    }

    public void restart() {
        process = launch();
    }

    /** Writes a line to its standard input. */
    public void write(String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
    }

    /** Waits for the first 200 of {@code /readyz}. */
    public void awaitReady() throws InterruptedException {
        long begun = System.nanoTime();
        while (!ready()) {
            if (!alive()) {
                throw new IllegalStateException(
                        "the server exited with code " + process.exitValue() + "; output:\n" + lastLines());
            }
            if (System.nanoTime() - begun > TIMEOUT.toNanos()) {
                throw new IllegalStateException(
                        "the server was not ready within " + TIMEOUT + "; output:\n" + lastLines());
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    /** Whether {@code /readyz} responds with 200. */
    public boolean ready() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) uri().resolve("/readyz").toURL().openConnection();
            connection.setConnectTimeout(PROBE_TIMEOUT_MS);
            connection.setReadTimeout(PROBE_TIMEOUT_MS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The last lines of the output. */
    public String lastLines() {
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log, StandardCharsets.UTF_8) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private Process launch() {
        try {
            return command.builder(log).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.command().getFirst(), e);
        }
    }

    /** Kills the process if it is still running. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
