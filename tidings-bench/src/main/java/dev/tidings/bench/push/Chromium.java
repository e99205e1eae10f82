package dev.tidings.bench.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.bench.measure.PreconditionMissing;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A subscriber in a page in Chromium that uses the server's browser module. It reports what it received and when,
 * by the workload's clock.
 */
final class Chromium implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/chromium");
    private static final int TIMEOUT_SECONDS = 60;

    private final HttpServer pages;
    private final Process process;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private Chromium(WorkloadEnvironment stage, int port, int messages) throws IOException {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String page = page(port, messages);
        pages.createContext("/", exchange -> answer(exchange, "text/html; charset=utf-8", page));
        pages.createContext(
                "/clock",
                exchange -> answer(
                        exchange, "text/plain", String.valueOf(System.nanoTime() / (double) nanosOfMillisecond())));
        pages.createContext("/open", exchange -> tell(exchange, "open"));
        pages.createContext(
                "/received",
                exchange -> tell(
                        exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII)));
        pages.start();
        process = new ProcessBuilder(
                        BINARY.toString(),
                        "--headless=new",
                        // Chromium's sandbox does not work as root or in containers.
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        // The page has another origin than the server, which runs with its defaults.
                        "--disable-web-security",
                        "--user-data-dir=" + stage.emptyFolder("chromium"),
                        "http://127.0.0.1:" + pages.getAddress().getPort() + "/")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String page(int port, int messages) {
        return """
            <!doctype html>
            <meta charset="utf-8">
            <script type="module">
                const { subscribe } = await import("%1$s/client/tidings.js");
                let best = Infinity, ahead = 0;
                for (let i = 0; i < 50; i++) {
                    const before = performance.now();
                    const there = Number(await (await fetch("/clock")).text());
                    const took = performance.now() - before;
                    if (took < best) {
                        best = took;
                        ahead = there - before - took / 2;
                    }
                }
                let received = [];
                subscribe({
                    server: "%1$s",
                    recipient: "%2$s",
                    onEvent(event) {
                        received.push(`${event.payload.seq} ${performance.now() + ahead}`);
                        if (received.length === %3$d) {
                            fetch("/received", { method: "POST", body: received.join("\\n") });
                            received = [];
                        }
                    },
                    onState: (state) => state === "open" && fetch("/open", { method: "POST" }),
                });
            </script>
            """.formatted("http://127.0.0.1:" + port, NumberedPayload.RECIPIENT, messages);
    }

    /** Opens the page and waits until it is subscribed. */
    static Chromium open(WorkloadEnvironment stage, int port, int messages) throws Exception {
        if (!Files.isExecutable(BINARY)) {
            throw new PreconditionMissing(BINARY + " is missing; install it, on Debian with apt-get install chromium");
        }
        Chromium browser = new Chromium(stage, port, messages);
        try {
            browser.hear();
            return browser;
        } catch (IOException silent) {
            browser.close();
            throw silent;
        }
    }

    /** Waits for the expected messages: lines with a message's number and reception time in milliseconds. */
    String received() throws Exception {
        return hear();
    }

    private String hear() throws IOException, InterruptedException {
        String words = told.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (words == null) {
            throw new IOException("the page reported nothing for " + TIMEOUT_SECONDS + " s");
        }
        return words;
    }

    static long nanosOfMillisecond() {
        return TimeUnit.MILLISECONDS.toNanos(1);
    }

    private void tell(HttpExchange exchange, String words) throws IOException {
        told.add(words);
        answer(exchange, "text/plain", "");
    }

    private static void answer(HttpExchange exchange, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
        pages.stop(0);
    }
}
