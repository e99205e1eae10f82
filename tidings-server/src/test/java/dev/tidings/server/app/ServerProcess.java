package dev.tidings.server.app;

import static org.awaitility.Awaitility.await;

import dev.tidings.cli.rest.Api;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.cli.rest.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real server in a process of its own, to be killed. */
final class ServerProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path config;
    private final Path log;
    private final URI uri;
    private final Class<?> main;
    private final List<String> flags;
    private Process process;

    ServerProcess(Path config, Path log, int port) throws IOException {
        this(config, log, port, Main.class, List.of());
    }

    /**
     * @param main begins as {@link Main} does
     * @param flags of the JVM, besides the usual ones
     */
    ServerProcess(Path config, Path log, int port, Class<?> main, List<String> flags) throws IOException {
        this.main = main;
        this.flags = flags;
        this.config = config;
        this.log = log;
        this.uri = URI.create("http://127.0.0.1:" + port);
        this.process = launch();
    }

    URI uri() {
        return uri;
    }

    /** As the kernel does it when memory runs out: nothing is said, nothing is flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        var _ = process.waitFor();
    }

    /** Something to its standard input. */
    void say(String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
    }

    long pid() {
        return process.pid();
    }

    /** Its exit code, when it has ended by itself. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the server goes on; see " + log);
        }
        return process.exitValue();
    }

    void restart() throws IOException {
        process = launch();
    }

    /** SIGTERM; returns the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    void awaitReady(Api api) {
        await().atMost(PATIENCE).ignoreExceptionsMatching(ServerProcess::notYet).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the server ended by itself with " + process.exitValue() + "; see " + log);
            }
            return !api.get("/readyz").isMissingNode();
        });
    }

    private static boolean notYet(Throwable failure) {
        return failure instanceof Unreachable || failure instanceof ApiProblem;
    }

    private Process launch() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                main.getName(),
                "serve",
                "--config",
                config.toString()));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process.environment().put("TIDINGS_SERVER_DRAIN_DELAY", "0s");
        return process.start();
    }
}
