package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every response has the security headers for browsers, including refusals. */
@NeedsServers
class BrowserHeadersTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final int READ_TIMEOUT_MILLIS = 60_000;

    static Stream<String> operations() {
        return OpenApi.DOCUMENT.operations().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operations_have_the_headers(String operation) {
        String[] parts = operation.split(" ", 2);
        HttpMethod method = HttpMethod.valueOf(parts[0]);
        // Streams get an invalid request, because a valid one would not end.
        boolean stream = parts[1].startsWith("/v1/events") && method == HttpMethod.GET;
        String path = parts[1].replaceAll("\\{\\w+}", "x") + (stream ? "?cursor=none" : "");

        check(SERVER.send(method, path, method == HttpMethod.GET ? null : new byte[] {'{'}));
    }

    static Stream<String> calls() {
        return GrpcCalls.unary().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void grpc_calls_have_the_headers(String path) {
        check(SERVER.post(path, "{}"));
        check(SERVER.send(
                HttpMethod.POST, path, new byte[] {0, 0, 0, 0, 1, (byte) 0xff}, "content-type", "application/grpc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nothing", "/v1/nothing", "/", "/healthz", "/readyz", "/openapi.yaml", "/docs", "/metrics"})
    void other_routes_have_the_headers(String path) {
        check(SERVER.get(path));
        check(SERVER.send(HttpMethod.OPTIONS, path, null));
        check(SERVER.send(HttpMethod.DELETE, path, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/v1/intents", "/v1/deliveries/x", "/v1/events", "/docs/"})
    void no_route_echoes_the_request(String path) {
        Answer answer = SERVER.send(HttpMethod.TRACE, path, null, "x-secret", "said-back");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.toString()).doesNotContain("said-back");
        check(answer);
    }

    @Test
    void preflights_have_the_headers() {
        Answer preflight = SERVER.send(
                HttpMethod.OPTIONS,
                "/v1/events",
                null,
                "origin",
                "https://app.test",
                "access-control-request-method",
                "GET");

        assertThat(preflight.http().headers().get("access-control-allow-origin"))
                .isEqualTo("https://app.test");
        check(preflight);
    }

    @Test
    void requests_refused_before_routing_have_the_headers() throws IOException {
        assertThat(check("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(check("GET /a%0d%0ab HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(check("GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(check("POST /v1/intents HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void streams_have_the_headers() throws IOException {
        assertThat(check("GET /v1/events?recipient=a HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(check("""
            GET /v1/events/ws?recipient=a HTTP/1.1
            Host: localhost
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

            """.replace("\n", "\r\n"))).startsWith("HTTP/1.1 101");
    }

    @Test
    void public_files_may_be_cached_and_the_page_may_load_its_own_files() {
        assertThat(SERVER.get("/client/tidings.js").http().headers().get("cache-control"))
                .contains("public");
        assertThat(SERVER.get("/docs/").http().headers().getAll("content-security-policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'self'");
    }

    private static void check(Answer answer) {
        Map<String, String> headers = new TreeMap<>();
        answer.http().headers().forEach((name, value) -> headers.put(name.toString(), value));
        check(answer.toString(), headers);
    }

    /** The status line. */
    private static String check(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String status = String.valueOf(in.readLine());
            Map<String, String> headers = new TreeMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                String[] parts = line.split(": ", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            }
            check(status, headers);
            return status;
        }
    }

    private static void check(String answer, Map<String, String> headers) {
        assertThat(headers)
                .as(answer)
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("referrer-policy", "no-referrer")
                .containsKey("cache-control")
                .as("over plain HTTP it would make the server unreachable")
                .doesNotContainKey("strict-transport-security")
                .extractingByKey("content-security-policy")
                .asString()
                .startsWith("default-src ")
                .endsWith("frame-ancestors 'none'");
    }
}
