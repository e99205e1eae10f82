package dev.tidings.bench.push;

import dev.tidings.bench.http.Numbered;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.bench.server.LaunchedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./tidings serve} with its defaults: a publish submits an intent, which is durable before it is pushed. */
final class TidingsServer implements Broadcaster {
    private static final Pattern HEAP = Pattern.compile("used (\\d+)K");

    /** The Serial collector returns memory in steps of 0, 10, 40 and 100 %. */
    private static final int COLLECTIONS = 4;

    private final LaunchedServer server;

    private TidingsServer(LaunchedServer server) {
        this.server = server;
    }

    static TidingsServer start(WorkloadEnvironment stage) throws Exception {
        return new TidingsServer(LaunchedServer.startReady(stage));
    }

    /** Starts a node of a cluster. */
    static TidingsServer node(WorkloadEnvironment stage, String jdbcUrl, String name, Map<String, String> settings)
            throws Exception {
        return new TidingsServer(LaunchedServer.startReady(stage, jdbcUrl, name, settings));
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Numbered publishing() {
        return Numbered.post(port(), "/v1/intents", NumberedPayload.intent(System.nanoTime()));
    }

    @Override
    public String events() {
        return "/v1/events?recipient=" + NumberedPayload.RECIPIENT;
    }

    String webSocket() {
        return "/v1/events/ws?recipient=" + NumberedPayload.RECIPIENT;
    }

    @Override
    public double kilobytes() throws IOException {
        return ProcessFigures.kilobytes(server.handle());
    }

    @Override
    public Duration cpu() {
        return ProcessFigures.cpu(server.handle());
    }

    /**
     * Collects garbage until the heap has returned what it gives up, which takes four collections, and trims the native heap; returns the used heap in
     * KB.
     */
    double settledHeapKilobytes() throws Exception {
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            jcmd("GC.run");
        }
        jcmd("System.trim_native_heap");
        Matcher used = HEAP.matcher(jcmd("GC.heap_info"));
        double sum = 0;
        // Heap generations come first; metaspace, which follows, is not part of the heap.
        for (int generation = 0; generation < 2 && used.find(); generation++) {
            sum += Double.parseDouble(used.group(1));
        }
        return sum;
    }

    private String jcmd(String command) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(server.handle().pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + said);
        }
        return said;
    }

    @Override
    public void close() {
        server.close();
    }
}
