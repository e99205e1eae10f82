package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.core.access.Scope;
import dev.tidings.core.event.Event;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.server.tail.GrpcTail;
import dev.tidings.server.tail.Heard;
import dev.tidings.server.tail.SseTail;
import dev.tidings.server.tail.Tail;
import dev.tidings.server.tail.WebSocketTail;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Access to subscriptions. */
@NeedsServers
class SubscriberAccessTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private String admin = "";

    /** All transports, with a token or key in the header. */
    enum Transport {
        SSE {
            @Override
            Tail open(@Nullable String recipient, String... headers) {
                return new SseTail(SERVER.port(), "/v1/events" + parameter(recipient), headers);
            }
        },
        WEBSOCKET {
            @Override
            Tail open(@Nullable String recipient, String... headers) {
                return new WebSocketTail(SERVER.port(), "/v1/events/ws" + parameter(recipient), headers);
            }
        },
        GRPC {
            @Override
            Tail open(@Nullable String recipient, String... headers) {
                return new GrpcTail(SERVER.port(), "access", recipient, null, headers);
            }
        };

        abstract Tail open(@Nullable String recipient, String... headers);

        private static String parameter(@Nullable String recipient) {
            return recipient == null ? "" : "?recipient=" + recipient;
        }

        String closed(@Nullable String recipient, String... headers) throws InterruptedException {
            try (Tail tail = open(recipient, headers)) {
                Heard closed = tail.next();
                assertThat(closed.kind()).as("%s", closed).isEqualTo("closed");
                return String.valueOf(closed.detail())
                        .replace("status 401", "unauthenticated")
                        .replace("status 403", "permission_denied")
                        .replace("status 429", "slow");
            }
        }
    }

    @BeforeEach
    void lock() {
        admin = key("default", Scope.ADMIN);
    }

    private static String key(String tenant, Scope scope) {
        String text = SERVER.keys.create("test", tenant, Set.of(scope)).text().reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
        return "Bearer " + text;
    }

    private String token(String recipient) {
        return SERVER.post("/v1/tokens", "{\"recipient\":\"" + recipient + "\"}", "authorization", admin)
                .text("token");
    }

    private static void append(String tenant, String recipient, String id) {
        SERVER.push
                .publishing()
                .log()
                .append(new Event(tenant, recipient, "build.failed", id, new byte[] {'1'}, null, null))
                .join();
    }

    @ParameterizedTest
    @EnumSource
    void a_token_allows_its_recipient_s_events_only(Transport transport) throws Exception {
        String bearer = "Bearer " + token("user:42");

        try (Tail named = transport.open("user:42", "authorization", bearer);
                Tail unnamed = new SseTail(SERVER.port(), "/v1/events", "authorization", bearer)) {
            named.next("fresh");
            unnamed.next("fresh");
            append("default", "user:43", transport + "/other");
            append("default", "user:42", transport + "/own");
            assertThat(named.next("event").id()).isEqualTo(transport + "/own");
            assertThat(unnamed.next("event").id()).isEqualTo(transport + "/own");
        }
        assertThat(transport.closed("user:43", "authorization", bearer)).isEqualTo("permission_denied");
    }

    @ParameterizedTest
    @EnumSource
    void without_permission_to_subscribe_nothing_is_received(Transport transport) throws Exception {
        assertThat(transport.closed("user:42")).isEqualTo("unauthenticated");
        assertThat(transport.closed("user:42", "authorization", "Bearer nonsense"))
                .isEqualTo("unauthenticated");
        assertThat(transport.closed("user:42", "authorization", "Bearer tdk_wrong"))
                .isEqualTo("unauthenticated");
        assertThat(transport.closed("user:42", "authorization", key("default", Scope.PRODUCE)))
                .isEqualTo("permission_denied");
    }

    @ParameterizedTest
    @EnumSource
    void a_key_receives_its_own_tenant_s_events_only(Transport transport) throws Exception {
        String theirs = key("theirs", Scope.SUBSCRIBE);

        try (Tail tail = transport.open("user:42", "authorization", theirs)) {
            tail.next("fresh");
            append("default", "user:42", transport + "/ours");
            append("theirs", "user:42", transport + "/theirs");
            assertThat(tail.next("event").id()).isEqualTo(transport + "/theirs");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_ends_when_its_token_expires(Transport transport) throws Exception {
        String bearer = "Bearer "
                + SERVER.post("/v1/tokens", "{\"recipient\":\"user:42\",\"ttl_ms\":10000}", "authorization", admin)
                        .text("token");
        try (Tail tail = transport.open("user:42", "authorization", bearer)) {
            tail.next("fresh");
            SERVER.clock.advance(Duration.ofSeconds(10));

            Heard end = tail.next("end");

            assertThat(end.detail()).isIn("expired", "unauthenticated");
        }
        assertThat(transport.closed("user:42", "authorization", bearer)).isEqualTo("unauthenticated");
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_ends_soon_after_its_key_is_revoked(Transport transport) throws Exception {
        ApiKeys.Created created = SERVER.keys.create("test", "default", Set.of(Scope.SUBSCRIBE));
        String bearer = "Bearer " + created.text().reveal();
        try (Tail tail = transport.open("user:42", "authorization", bearer);
                Tail bystander = new SseTail(SERVER.port(), "/v1/events?recipient=user:42", "authorization", admin)) {
            String cursor = tail.next("fresh").cursor();
            bystander.next("fresh");

            SERVER.keys.revoke(created.key().id());
            SERVER.clock.advance(Duration.ofSeconds(1));

            Heard end = tail.next("end");
            assertThat(end.detail()).isIn("revoked", "unauthenticated");
            assertThat(end.cursor()).isEqualTo(cursor);
            append("default", "user:42", transport + "/after");
            assertThat(tail.nextButHeartbeats().kind()).isEqualTo("closed");
            assertThat(bystander.next("event").id()).isEqualTo(transport + "/after");
        }
        assertThat(transport.closed("user:42", "authorization", bearer)).isEqualTo("unauthenticated");
    }

    @Test
    void a_revoked_subscriber_that_reads_nothing_receives_only_buffered_events() throws Exception {
        ApiKeys.Created created = SERVER.keys.create("test", "default", Set.of(Scope.SUBSCRIBE));
        try (Tail tail = new GrpcTail(
                SERVER.port(),
                "stalled",
                null,
                null,
                "authorization",
                "Bearer " + created.text().reveal())) {
            tail.next("fresh");
            tail.stall();
            SERVER.keys.revoke(created.key().id());
            SERVER.clock.advance(Duration.ofSeconds(1));
            await().until(() -> SERVER.push.hub().listeningToAll("default") == 0);

            append("default", "user:42", "stalled/after");
            tail.goOn();

            Heard next = tail.nextButHeartbeats();
            assertThat(next.kind()).as("%s", next).isEqualTo("end");
        }
    }

    @Test
    void a_stream_opened_without_a_key_ends_when_the_first_key_is_created() throws Exception {
        SERVER.beforeEach(null);
        try (Tail tail = new SseTail(SERVER.port(), "/v1/events")) {
            tail.next("fresh");

            key("default", Scope.ADMIN);

            assertThat(tail.next("end").detail()).isEqualTo("revoked");
        }
    }

    @Test
    void a_token_may_be_a_parameter_or_a_cookie() throws Exception {
        String token = token("user:42");

        for (Tail tail : List.of(
                new SseTail(SERVER.port(), "/v1/events?token=" + token),
                new SseTail(SERVER.port(), "/v1/events", "Cookie", "theme=dark; tidings_token=" + token),
                new WebSocketTail(SERVER.port(), "/v1/events/ws?token=" + token),
                new WebSocketTail(SERVER.port(), "/v1/events/ws", "Cookie", "tidings_token=" + token))) {
            assertThat(tail.next("fresh").cursor()).isNotEmpty();
            tail.close();
        }
    }

    @Test
    void an_api_key_is_refused_as_a_url_parameter() {
        Answer answer = SERVER.get("/v1/events?token=" + admin.substring("Bearer ".length()));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("detail")).contains("header Authorization");
    }

    @Test
    void a_cookie_does_not_open_a_socket_to_a_page_of_another_origin() throws Exception {
        String token = token("user:42");
        String[] headers = {"Cookie", "tidings_token=" + token, "Origin", "https://evil.test"};

        assertThat(Transport.WEBSOCKET.closed("user:42", headers)).isEqualTo("permission_denied");
    }

    @ParameterizedTest
    @CsvSource({"https://app.test, https://app.test", "https://evil.test, "})
    void pages_of_allowed_origins_may_read_the_response(String origin, @Nullable String allowed) throws Exception {
        String bearer = "Bearer " + token("user:42");
        try (SseTail tail = new SseTail(SERVER.port(), "/v1/events", "Origin", origin, "authorization", bearer)) {
            tail.next("fresh");

            assertThat(tail.header("access-control-allow-origin")).isEqualTo(allowed == null ? "" : allowed);
        }
        Answer preflight = SERVER.send(
                com.linecorp.armeria.common.HttpMethod.OPTIONS,
                "/v1/events",
                null,
                "origin",
                origin,
                "access-control-request-method",
                "GET",
                "access-control-request-headers",
                "authorization");
        assertThat(preflight.http().headers().get("access-control-allow-origin"))
                .isEqualTo(allowed);
    }

    @Test
    void a_token_is_in_no_log_and_no_response() throws Exception {
        String token = token("user:42");
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.DEBUG);
        try {
            Answer other = SERVER.get("/v1/events?recipient=user:43&token=" + token);
            Answer cursor = SERVER.get("/v1/events?cursor=nonsense&token=" + token);
            Answer changed = SERVER.get("/v1/events?token=" + token + "x");
            Answer elsewhere = SERVER.get("/v1/nothing?token=" + token);
            try (Tail tail = new SseTail(SERVER.port(), "/v1/events?token=" + token)) {
                tail.next("fresh");
            }
            assertThat(List.of(other.status(), cursor.status(), changed.status(), elsewhere.status()))
                    .containsExactly(403, 400, 401, 404);
            assertThat(List.of(other, cursor, changed, elsewhere).toString()).doesNotContain(token);
        } finally {
            root.setLevel(before);
            root.detachAppender(logged);
        }
        assertThat(List.copyOf(logged.list))
                .filteredOn(event -> !event.getThreadName().contains("client"))
                .noneMatch(event -> event.getFormattedMessage().contains(token) && ours(event));
    }

    /** This test's client logs its requests. */
    private static boolean ours(ILoggingEvent event) {
        return !event.getLoggerName().contains(".client.")
                && !event.getLoggerName().contains("netty");
    }
}
