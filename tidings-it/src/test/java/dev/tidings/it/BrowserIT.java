package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.client.Backoff;
import dev.tidings.client.Connection;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.SubmitOptions;
import dev.tidings.client.submit.TidingsClient;
import dev.tidings.core.event.Position;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** examples/browser in Chromium, on a page of another origin, while the server is killed and restarted. */
@NeedsPackages(TestPackages.BROWSER)
class BrowserIT {
    private static final int EVENTS = 200;
    private static final int KILL_AFTER = 60;
    private static final String RECIPIENT = "user:42";
    private static final Path PAGE = Path.of("../examples/browser/index.html");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private ChromeDriver browser;

    @RegisterExtension
    final FailureEvidence evidence = Browser.evidence(() -> browser);

    @BeforeEach
    void open_a_browser() throws IOException {
        browser = Browser.start(folder.resolve("profile"));
    }

    @AfterEach
    void close_the_browser() {
        browser.quit();
    }

    @Test
    void the_page_receives_every_event_once_and_in_order_across_a_kill_of_the_server() throws Exception {
        HttpServer pages = pages();
        int port = FreePorts.free();
        ServerProcess server = ServerProcess.start(
                ServerCommand.serve(Main.class, config(port, pages)), port, folder.resolve("server.log"));
        try (ApiClient api = new ApiClient(server.uri(), null)) {
            server.awaitReady();
            browser.get("http://127.0.0.1:" + pages.getAddress().getPort() + "/?server=" + server.uri() + "&recipient="
                    + RECIPIENT + "&acks");
            await().atMost(TIMEOUT).until(() -> state().equals("open"));

            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(port));
            await().atMost(TIMEOUT).until(() -> received() >= KILL_AFTER);
            server.kill();
            await().atMost(TIMEOUT).until(() -> !state().equals("open"));
            server.restart();
            producer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            await().atMost(TIMEOUT).until(() -> received() >= EVENTS);

            assertThat(texts("String(event.payload.n)"))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, EVENTS).mapToObj(String::valueOf).toList());
            String last = texts("event.event_id").getLast();
            await().atMost(TIMEOUT).until(() -> delivery(server, last).contains("\"acked_read_at\""));
            List<Position> positions = texts("event.cursor").stream()
                    .map(cursor -> Position.parse("cursor", cursor))
                    .toList();
            for (int i = 1; i < EVENTS; i++) {
                Position before = positions.get(i - 1);
                assertThat(positions.get(i))
                        .as("the events after %s", before)
                        .matches(next -> !next.sameEpoch(before) || next.isAfter(before));
            }
        } finally {
            pages.stop(0);
            server.kill();
        }
    }

    @SuppressWarnings("unchecked") // A script's array of strings.
    private List<String> texts(String ofEvent) {
        return (List<String>) browser.executeScript("return window.received.map(event => " + ofEvent + ")");
    }

    private static String delivery(ServerProcess server, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + "/v1/deliveries/" + id))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private long received() {
        return (Long) browser.executeScript("return window.received.length");
    }

    private String state() {
        return String.valueOf(browser.executeScript("return document.getElementById('state').textContent"));
    }

    /** Submits sequentially, to have an order; the client's retries survive the kill. */
    private static void produce(int port) {
        SubmitOptions patient = SubmitOptions.DEFAULT
                .within(TIMEOUT)
                .backoff(Backoff.between(Duration.ofMillis(50), Duration.ofMillis(500)));
        try (TidingsClient client = new TidingsClient(Connection.plaintext("127.0.0.1:" + port), patient)) {
            for (int i = 0; i < EVENTS; i++) {
                client.submit(Intent.of("example.tick", "browser-test")
                        .to(RECIPIENT)
                        .over("push")
                        .payload("{\"n\":" + i + "}"));
            }
        }
    }

    /** Stands for the application's web server. */
    private static HttpServer pages() throws IOException {
        HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = Files.readAllBytes(PAGE);
        pages.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        return pages;
    }

    private Path config(int port, HttpServer pages) throws IOException {
        return Files.write(
                folder.resolve("tidings.yaml"),
                List.of(
                        "server: {port: " + port + "}",
                        "data: {dir: \"" + folder.resolve("data") + "\"}",
                        "dispatch: {lease: 2s}",
                        "access: {cors_origins: [\"http://127.0.0.1:"
                                + pages.getAddress().getPort() + "\"]}"),
                StandardCharsets.UTF_8);
    }
}
