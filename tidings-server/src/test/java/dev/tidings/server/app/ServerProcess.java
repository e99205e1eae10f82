package dev.tidings.server.app;

import static org.awaitility.Awaitility.await;

import dev.tidings.server.cli.rest.Api;
import dev.tidings.server.cli.rest.ApiProblem;
import dev.tidings.server.cli.rest.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The real server in a process of its own, to be killed. */
final class ServerProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path config;
    private final Path log;
    private final URI uri;
    private Process process;

    ServerProcess(Path config, Path log, int port) throws IOException {
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
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                Main.class.getName(),
                "serve",
                "--config",
                config.toString());
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process.environment().put("TIDINGS_SERVER_DRAIN_DELAY", "0s");
        return process.start();
    }
}
