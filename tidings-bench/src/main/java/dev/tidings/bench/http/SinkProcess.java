package dev.tidings.bench.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A sink in its own process. */
public final class SinkProcess implements AutoCloseable {
    private static final long POLL_MILLIS = 2;

    private final Process process;
    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SinkProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static SinkProcess start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SinkMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        if (line == null || !line.startsWith("port ")) {
            process.destroyForcibly();
            throw new IOException("the sink did not start; output: " + line);
        }
        return new SinkProcess(process, Integer.parseInt(line.substring("port ".length())));
    }

    public int port() {
        return port;
    }

    /** Starts over and counts numbers from {@code first} on. */
    public void reset(int first, int count) throws Exception {
        send(HttpRequest.newBuilder(uri("/reset/" + first + "/" + count)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    public Arrivals arrivals() throws Exception {
        return Arrivals.decode(send(HttpRequest.newBuilder(uri("/arrivals"))));
    }

    /** Waits until {@code count} numbers have arrived. */
    public Arrivals await(int count, Duration atMost) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        int seen = count();
        while (seen < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the sink received " + seen + " of " + count + " within " + atMost.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            seen = count();
        }
        return arrivals();
    }

    private int count() throws Exception {
        return Integer.parseInt(new String(send(HttpRequest.newBuilder(uri("/count"))), StandardCharsets.US_ASCII));
    }

    private byte[] send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}
