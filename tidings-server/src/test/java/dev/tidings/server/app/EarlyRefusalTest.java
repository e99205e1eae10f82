package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A refusal before the end of the body reaches the client, over HTTP/2 too. */
@NeedsServers
@Timeout(60)
class EarlyRefusalTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private static final int SMALL = 30_000;
    private static final int OVER_AN_INTENT = 300_000;
    private static final int OVER_A_BATCH = 5_000_000;

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("an unknown address", "/v1/nowhere", SMALL, 404),
                Arguments.of("another method", "/v1/deliveries", SMALL, 405),
                Arguments.of("an unknown parameter", "/v1/intents?dryrun=1", SMALL, 400),
                Arguments.of("a path that is no UTF-8", "/v1/recipients/%ff/endpoints/webhook", SMALL, 400),
                Arguments.of("NUL in a path", "/v1/recipients/%00/endpoints/webhook", SMALL, 400),
                Arguments.of("a line break in a path", "/v1/recipients/%0d%0a/endpoints/webhook", SMALL, 400),
                Arguments.of("an intent that is too large", "/v1/intents", OVER_AN_INTENT, 413),
                Arguments.of("a batch that is too large", "/v1/intents:batch", OVER_A_BATCH, 413),
                Arguments.of("a gRPC path without its service", "/tidings.v1.NoService/Submit", SMALL, 404));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void a_refusal_over_http2_arrives_independent_of_the_body(String name, String path, int length, int status)
            throws Exception {
        for (boolean known : new boolean[] {true, false}) {
            for (int i = 0; i < 5; i++) {
                byte[] body = new byte[length];
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path))
                        .header("Content-Type", "application/json")
                        .POST(
                                known
                                        ? BodyPublishers.ofByteArray(body)
                                        : BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
                        .build();

                HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());

                assertThat(answer.statusCode())
                        .as("%s, length known: %s", answer.body(), known)
                        .isEqualTo(status);
                if (i > 0) {
                    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                }
            }
        }
    }
}
