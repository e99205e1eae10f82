package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.cli.Terminal;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code send --file} to a server that temporarily refuses intents. */
@NeedsServers
class SendToBusyTest {
    private static final String TAKEN =
            "{\"results\":[{\"status\":202,\"receipt\":{\"notification_id\":\"ntf_1\",\"deliveries\":[]}}]}";

    private record Reply(int status, String retryAfter, String body) {}

    private final Queue<Reply> replies = new ArrayDeque<>();
    private HttpServer server;

    @TempDir
    Path files;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Reply reply = replies.remove();
        exchange.getRequestBody().readAllBytes();
        if (!reply.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Cli.Result send(Terminal terminal) throws IOException {
        Path file = Files.writeString(files.resolve("one.jsonl"), "{\"event\":\"a\",\"payload\":1}\n");
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return new Cli(Map.of(), terminal, "--server", url).run("send", "--file", file.toString());
    }

    @Test
    void it_waits_until_the_retry_after_date_and_reports_it_on_stderr() throws IOException {
        String soon = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
                .format(Instant.now().plusSeconds(2).atOffset(ZoneOffset.UTC));
        replies.addAll(List.of(
                new Reply(503, soon, "{}"),
                new Reply(
                        200,
                        "",
                        "{\"results\":[{\"status\":429,\"problem\":{\"code\":\"resource_exhausted\",\"retry_after_ms\":300}}]}"),
                new Reply(200, "", TAKEN)));

        Cli.Result sent = send(new Terminal(false, true, false, OptionalInt.empty()));

        assertThat(sent.exit()).as(sent.err()).isZero();
        assertThat(sent.out())
                .contains("1 new, 0 replayed, 0 refused", "2 were retried")
                .doesNotContain("wait");
        assertThat(sent.err())
                .containsPattern(
                        "0 intents in 0[.][0-9] s [(]0/s[)]: .*; 1 waiting [0-9.]+ s because the server is busy");
        assertThat(replies).isEmpty();
    }

    @Test
    void progress_is_shown_on_terminals_only() throws IOException {
        replies.addAll(List.of(new Reply(429, "0", "{}"), new Reply(200, "", TAKEN)));

        Cli.Result sent = send(Terminal.NONE);

        assertThat(sent.exit()).as(sent.err()).isZero();
        assertThat(sent.err()).isEmpty();
    }
}
