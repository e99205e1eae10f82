package com.example.orders;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A separate process that tests kill. */
final class JavaProcess implements AutoCloseable {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;

    JavaProcess(Path folder, Path log, List<String> program) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(program);
        this.log = log;
        this.process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    JavaProcess awaitReady(URI readiness) {
        await().atMost(TIMEOUT)
                .ignoreExceptionsMatching(IOException.class::isInstance)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(
                                "it ended by itself with " + process.exitValue() + ":\n" + Files.readString(log));
                    }
                    HttpRequest request = HttpRequest.newBuilder(readiness).build();
                    return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
                });
        return this;
    }

    /** Kills with SIGKILL, as the kernel does when memory runs out: nothing is logged or flushed. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        var unused = process.waitFor();
    }
}
