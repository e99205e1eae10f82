package dev.tidings.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Receives webhooks on this machine and answers them according to a {@link Behavior}. */
public final class SinkServer implements AutoCloseable {
    private static final int BACKLOG = 1_024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Behavior behavior;
    private final Consumer<ReceivedWebhook> listener;
    private final InstantSource clock;
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();

    private SinkServer(HttpServer server, Behavior behavior, Consumer<ReceivedWebhook> listener, InstantSource clock) {
        this.server = server;
        this.behavior = behavior;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Starts on a loopback port; 0 picks a free one.
     *
     * @param listener receives each request after it was answered
     */
    public static SinkServer start(int port, Behavior behavior, Consumer<ReceivedWebhook> listener, InstantSource clock)
            throws IOException {
        // Otherwise the JDK's server delays small responses by up to 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        SinkServer sink = new SinkServer(server, behavior, listener, clock);
        server.createContext("/", sink::handle);
        server.setExecutor(sink.threads);
        server.start();
        return sink;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String id = header(exchange, "webhook-id");
            int time = seen.computeIfAbsent(id, fresh -> new AtomicInteger()).incrementAndGet();
            ReceivedWebhook received = new ReceivedWebhook(
                    clock.instant(),
                    exchange.getRequestURI().getPath(),
                    id,
                    header(exchange, "webhook-timestamp"),
                    header(exchange, "webhook-signature"),
                    body,
                    time,
                    0);
            Behavior.Answer answer = behavior.answer(received);
            pause(answer);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
            listener.accept(received.answered(answer.status()));
        }
    }

    private static void pause(Behavior.Answer answer) {
        try {
            Thread.sleep(answer.delay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
