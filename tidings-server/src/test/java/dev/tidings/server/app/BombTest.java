package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.server.config.ConfigException;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small requests that expand to large, deep or slow input are refused immediately as client errors. */
@NeedsServers
@Timeout(60)
class BombTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final int UNPACKED = 64 * 1024 * 1024;
    /** Below the body limit. */
    private static final int LARGE = 200_000;

    private static byte[] gzipped() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"type\":\"".getBytes(StandardCharsets.UTF_8));
            byte[] block = new byte[1024 * 1024];
            java.util.Arrays.fill(block, (byte) 'x');
            for (int i = 0; i < UNPACKED / block.length; i++) {
                gzip.write(block);
            }
        }
        return packed.toByteArray();
    }

    @Test
    void a_gzip_bomb_is_not_unpacked() throws IOException {
        Answer answer = SERVER.send(HttpMethod.POST, "/v1/intents", gzipped(), "content-encoding", "gzip");

        assertThat(answer.status()).as("%s", answer).isBetween(400, 499);
    }

    @Test
    void a_gzip_bomb_over_grpc_is_bounded_while_it_is_unpacked() throws IOException {
        byte[] packed = gzipped();
        ByteBuffer frame = ByteBuffer.allocate(5 + packed.length)
                .put((byte) 1)
                .putInt(packed.length)
                .put(packed);

        Answer answer = SERVER.send(
                HttpMethod.POST,
                "/tidings.v1.IntentService/Submit",
                frame.array(),
                "content-type",
                "application/grpc",
                "grpc-encoding",
                "gzip",
                "te",
                "trailers");

        String status = answer.http()
                .headers()
                .get("grpc-status", answer.http().trailers().get("grpc-status", ""));
        assertThat(status)
                .as("resource exhausted, or not understood: %s", answer)
                .isIn("3", "8", "12");
    }

    static Stream<Arguments> bombs() {
        return Stream.of(
                Arguments.of("nested lists", "[".repeat(LARGE)),
                Arguments.of("nested lists that end", "[".repeat(LARGE / 2) + "]".repeat(LARGE / 2)),
                Arguments.of("nested objects", "{\"a\":".repeat(LARGE / 5)),
                Arguments.of("nested payload", intent("[".repeat(LARGE / 4) + "]".repeat(LARGE / 4))),
                Arguments.of(
                        "nested objects in a payload", intent("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))),
                Arguments.of("an endless number", intent("1" + "0".repeat(100_000))),
                Arguments.of("an endless fraction", intent("0." + "1".repeat(100_000))),
                Arguments.of("a huge exponent", "{\"ttl_ms\":1e999999999}"),
                Arguments.of("an endless name", "{\"" + "n".repeat(LARGE) + "\":1}"),
                Arguments.of("many names", "{" + "\"a\":1,".repeat(LARGE / 6) + "\"a\":1}"),
                Arguments.of("escapes", "{\"type\":\"" + "\\u0041".repeat(LARGE / 6) + "\"}"),
                Arguments.of("half a string", "{\"type\":\"" + "x".repeat(LARGE)),
                Arguments.of("white space", " ".repeat(LARGE)));
    }

    private static String intent(String payload) {
        return "{\"type\":\"a\",\"producer\":\"p\",\"idempotency_key\":\"k\",\"audience\":{\"recipients\":[\"u\"]},\"payload\":"
                + payload + "}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void deep_or_endless_json_is_refused(String name, String json) {
        for (String path : new String[] {"/v1/intents", "/v1/intents:batch", "/v1/preview", "/v1/tokens"}) {
            Answer answer = SERVER.post(path, json);
            assertThat(answer.status()).as("%s of %s: %s", path, name, answer).isBetween(200, 499);
        }
        Answer grpc = SERVER.post("/tidings.v1.IntentService/Submit", json);
        assertThat(grpc.status()).as("gRPC of %s: %s", name, grpc).isBetween(400, 499);
        assertThat(SERVER.get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void yaml_with_exponential_aliases_is_refused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
        for (int i = 1; i < 12; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }

        assertThatThrownBy(() -> new ProcessEnvironment(Map.of()).read(laughs.toString()))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void deep_or_recursive_yaml_is_refused() {
        assertThatThrownBy(() -> new ProcessEnvironment(Map.of()).read("routing: " + "[".repeat(20_000)))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> new ProcessEnvironment(Map.of()).read("routing: &a {x: *a}"))
                .isInstanceOf(ConfigException.class);
    }
}
