package dev.tidings.bench.push;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Subscribers in their own process. */
final class SubscriberLoadProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final PrintWriter orders;

    private SubscriberLoadProcess(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.US_ASCII);
        this.orders = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
    }

    /** Starts the process and waits until all are subscribed. {@code {n}} in the path is the subscriber's number. */
    static SubscriberLoadProcess open(Wire wire, int port, String path, int count) throws IOException {
        SubscriberLoadProcess load = new SubscriberLoadProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SubscriberLoadMain.class.getName(),
                        wire.name(),
                        String.valueOf(port),
                        path,
                        String.valueOf(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        try {
            load.hear("open");
            return load;
        } catch (IOException failed) {
            load.close();
            throw failed;
        }
    }

    /** Sets the number of messages to wait for. */
    void expect(int messages) throws IOException {
        orders.println("expect " + messages);
        hear("ready");
    }

    /** Waits until each subscriber has all messages; returns the time of the last. */
    long awaitAll() throws IOException {
        return Long.parseLong(hear("done").split(" ", -1)[1]);
    }

    /** The median and 99th percentile of the latency, in milliseconds. */
    double[] percentiles(LongStream sentAt) throws IOException {
        orders.println("since " + sentAt.mapToObj(String::valueOf).collect(Collectors.joining(" ")));
        return Arrays.stream(hear("").split(" ", -1))
                .mapToDouble(nanos -> Long.parseLong(nanos) / (double) TimeUnit.MILLISECONDS.toNanos(1))
                .toArray();
    }

    /** Waits while they are idle; fails if they exit. */
    void idle(long seconds) throws Exception {
        if (process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IOException("the subscribers exited; output '" + said.readLine() + "'");
        }
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private String hear(String word) throws IOException {
        String line = said.readLine();
        if (line == null || line.startsWith("failed") || !line.startsWith(word)) {
            throw new IOException("the subscribers printed '" + line + "'; expected '" + word + "'");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
