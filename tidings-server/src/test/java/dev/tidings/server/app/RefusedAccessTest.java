package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.AccessRefused.Reason;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.http.access.RefusalLog;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Every kind of refused access is counted and logged, on every protocol. */
@NeedsServers
class RefusedAccessTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final byte[] FRAME = {0, 0, 0, 0, 0};

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(RefusalLog.class);
    }

    private static double count(Reason reason) {
        return SERVER.metrics
                .get("tidings.access.refused")
                .tag("reason", reason.code())
                .counter()
                .count();
    }

    private static String key(KeyLimits limits, Scope scope) {
        String text = SERVER.keys
                .create("test", "default", Set.of(scope), limits)
                .text()
                .reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
        return "Bearer " + text;
    }

    /** @param line the log line, after a minute without refusals */
    private void refused(Reason reason, int times, String line, Runnable asking) {
        SERVER.clock.advance(Duration.ofMinutes(2));
        double before = count(reason);
        log.list.clear();

        asking.run();

        assertThat(count(reason) - before).as("%s", reason).isEqualTo(times);
        assertThat(List.copyOf(log.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("access refused: reason=" + reason.code() + " ")
                .contains(line)
                .doesNotContain("tdk_");
    }

    @Test
    void without_the_right_key_over_rest_grpc_and_streams() {
        String produce = key(KeyLimits.NONE, Scope.PRODUCE);

        refused(Reason.NO_CREDENTIALS, 3, "key_id=- client=127.0.0.1 method=GET route=/v1/deliveries/{id} ", () -> {
            assertThat(SERVER.get("/v1/deliveries/dlv_1").status()).isEqualTo(401);
            assertThat(SERVER.get("/v1/events").status()).isEqualTo(401);
            grpc("16");
        });
        refused(Reason.WRONG_KEY, 2, "method=POST route=/v1/deliveries/{id}:replay ", () -> {
            String wrong = "Bearer tdk_" + "0".repeat(43);
            assertThat(SERVER.post("/v1/deliveries/dlv_1:replay", "", "authorization", wrong)
                            .status())
                    .isEqualTo(401);
            grpc("16", "authorization", wrong);
        });
        refused(Reason.SCOPE, 3, "key_id=key_", () -> {
            assertThat(SERVER.get("/v1/deliveries", "authorization", produce).status())
                    .isEqualTo(403);
            assertThat(SERVER.get("/v1/events", "authorization", produce).status())
                    .isEqualTo(403);
            grpc("7", "authorization", produce);
        });
        refused(Reason.WRONG_TOKEN, 2, "route=/v1/events ", () -> {
            assertThat(SERVER.get("/v1/events?token=nonsense").status()).isEqualTo(401);
            assertThat(SERVER.get("/v1/events?token=" + produce.substring("Bearer ".length()))
                            .status())
                    .as("a key in an address")
                    .isEqualTo(401);
        });
    }

    @Test
    void beyond_the_bounds_of_a_key_or_token() {
        String bounded = key(new KeyLimits(null, List.of(), List.of("build.*"), List.of()), Scope.PRODUCE);
        String intent = IntentRestTest.intent("k", "").replaceFirst("\"type\":\"[^\"]*\"", "\"type\":\"other\"");
        String token = SERVER.post(
                        "/v1/tokens", "{\"recipient\":\"r\"}", "authorization", key(KeyLimits.NONE, Scope.SUBSCRIBE))
                .text("token");

        refused(Reason.BOUNDS, 4, "key_id=key_", () -> {
            assertThat(SERVER.post("/v1/intents", intent, "authorization", bounded)
                            .status())
                    .isEqualTo(403);
            assertThat(SERVER.post(
                                    "/v1/intents:batch",
                                    "{\"intents\":[" + intent + "," + intent + "]}",
                                    "authorization",
                                    bounded)
                            .json()
                            .findValuesAsText("code"))
                    .as("a request counts once")
                    .containsExactly("permission_denied", "permission_denied");
            assertThat(SERVER.post("/v1/preview", intent, "authorization", bounded)
                            .status())
                    .isEqualTo(403);
            assertThat(SERVER.post(
                                    "/tidings.v1.IntentService/Submit",
                                    "{\"intent\":{\"type\":\"other\",\"producer\":\"p\",\"idempotencyKey\":\"k\","
                                            + "\"audience\":{\"recipients\":{\"ids\":[\"a\"]}}}}",
                                    "authorization",
                                    bounded)
                            .status())
                    .isEqualTo(403);
        });
        refused(
                Reason.BOUNDS,
                1,
                "key_id=- client=127.0.0.1 method=GET route=/v1/events ",
                () -> assertThat(SERVER.get("/v1/events?recipient=other", "authorization", "Bearer " + token)
                                .status())
                        .isEqualTo(403));
    }

    @Test
    void from_a_cross_site_page_or_through_a_proxy_without_active_keys() {
        refused(Reason.ORIGIN, 2, "route=/v1/intents ", () -> {
            assertThat(SERVER.post("/v1/intents", "{}", "origin", "https://evil.example")
                            .status())
                    .isEqualTo(403);
            assertThat(SERVER.post("/v1/intents", "{}", ":authority", "evil.example")
                            .status())
                    .isEqualTo(403);
        });
        refused(
                Reason.NOT_LOCAL,
                1,
                "route=/v1/intents ",
                () -> assertThat(SERVER.post("/v1/intents", "{}", "x-forwarded-for", "192.0.2.7")
                                .status())
                        .isEqualTo(401));
    }

    private static void grpc(String status, String... headers) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(headers),
                        java.util.stream.Stream.of("content-type", "application/grpc+proto"))
                .toArray(String[]::new);
        assertThat(SERVER.send(HttpMethod.POST, "/tidings.v1.DeliveryService/GetDelivery", FRAME, all)
                        .http()
                        .headers()
                        .get("grpc-status"))
                .isEqualTo(status);
    }
}
