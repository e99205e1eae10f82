package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** gRPC calls with invalid bodies, as JSON and as bytes. */
@NeedsServers
class GrpcJsonTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final List<String> NO_JSON = List.of(
            "{} {}",
            "{}{",
            "{} x",
            "nonsense",
            "[",
            "{\"a\":".repeat(1_001),
            "{\"recipient\":" + "[".repeat(5_000),
            "\u0000");

    static Stream<String> calls() {
        return GrpcCalls.unary().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void an_invalid_body_is_the_caller_s_error(String call) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try {
            for (String body : NO_JSON) {
                Answer answer = SERVER.post(call, body);
                assertThat(answer.status())
                        .as("%s %.40s: %s", call, body, answer)
                        .isEqualTo(400);
            }
            Answer bytes = SERVER.send(
                    HttpMethod.POST,
                    call,
                    "\n\u007Fcut off".getBytes(StandardCharsets.UTF_8),
                    "content-type",
                    "application/protobuf");
            assertThat(bytes.status()).as("%s: %s", call, bytes).isEqualTo(400);
        } finally {
            root.detachAppender(log);
        }

        assertThat(log.list)
                .filteredOn(event -> event.getThrowableProxy() != null)
                .isEmpty();
    }

    /** A misspelled filter must not replay everything. */
    @ParameterizedTest
    @MethodSource("calls")
    void an_unknown_field_is_refused_by_name(String call) {
        Answer answer = SERVER.post(call, "{\"recipent\": \"user:1\"}");

        assertThat(answer.status()).as("%s: %s", call, answer).isEqualTo(400);
        assertThat(answer.text("grpc-code")).isEqualTo("INVALID_ARGUMENT");
        assertThat(answer.text("message")).startsWith("recipent is not a field of ");
        assertThat(answer.http().contentUtf8()).contains("\"unknown_field\"");
    }

    @Test
    void an_unknown_field_of_a_nested_message_is_refused_by_name() {
        Answer answer = SERVER.post(
                "/tidings.v1.DeliveryService/ReplayDeliveries",
                "{\"filter\": {\"recipent\": \"user:1\"}, \"run\": true}");

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.text("message")).startsWith("recipent is not a field of DeliveryFilter");
    }
}
