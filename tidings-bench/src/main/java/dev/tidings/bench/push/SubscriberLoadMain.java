package dev.tidings.bench.push;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * The subscribers' process. Arguments: wire, port, path, count. Prints {@code open}, then reads commands: {@code
 * expect N} is answered immediately with {@code ready} and, when all messages have arrived, with {@code done} and
 * the time of the last; {@code since T1 T2 …}, the send times, with the 50th and 99th percentile of the latency in
 * nanoseconds.
 */
public final class SubscriberLoadMain {
    private static final int IDLE_MILLIS = 1_000;
    private static final int DIGITS = 3;

    private SubscriberLoadMain() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.US_ASCII);
        try (SubscriberLoad load = new SubscriberLoad(
                Wire.valueOf(args[0]), Integer.parseInt(args[1]), args[2], Integer.parseInt(args[3]))) {
            out.println("open");
            BlockingQueue<String> lines = new LinkedBlockingQueue<>();
            Thread.ofPlatform().daemon().start(() -> listen(lines, load));
            while (true) {
                String line = lines.poll();
                if (line == null) {
                    load.idle(IDLE_MILLIS);
                } else if (line.isEmpty()) {
                    return;
                } else {
                    obey(line, load, out);
                }
            }
        } catch (IOException | java.io.UncheckedIOException failed) {
            out.println("failed " + failed.getMessage());
            System.exit(1);
        }
    }

    private static void listen(BlockingQueue<String> lines, SubscriberLoad load) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                load.wakeUp();
            }
        } catch (IOException gone) {
            // The workload has exited.
        }
        lines.add("");
        load.wakeUp();
    }

    private static void obey(String line, SubscriberLoad load, PrintStream out) throws IOException {
        String[] words = line.split(" ", -1);
        if (words[0].equals("expect")) {
            load.expect(Integer.parseInt(words[1]));
            out.println("ready");
            out.println("done " + load.receive());
        } else {
            long[] sent =
                    Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
            Histogram took = new Histogram(TimeUnit.MINUTES.toNanos(2), DIGITS);
            long[] times = load.times();
            for (int i = 0; i < times.length; i++) {
                took.recordValue(Math.max(0, times[i] - sent[i % sent.length]));
            }
            out.println(Arrays.stream(new double[] {50, 99})
                    .mapToObj(percentile -> String.valueOf(took.getValueAtPercentile(percentile)))
                    .collect(Collectors.joining(" ")));
        }
    }
}
