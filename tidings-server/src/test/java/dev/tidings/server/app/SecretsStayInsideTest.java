package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Secrets, in valid or invalid places, appear in no response and no log. */
@NeedsServers
class SecretsStayInsideTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String SECRET = "Zq7wKx93LmPd5RtYb2Vn";
    /** The number of consecutive characters of a secret that must not appear. */
    private static final int TELLING = 5;

    private static final String ENDPOINT = "/v1/recipients/user:42/endpoints/webhook";
    private static final String ADDRESS = "\"address\":\"http://127.0.0.1:9/hook\"";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listenToTheLog() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(log);
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(SecretsStayInsideTest::tells);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static boolean tells(String text) {
        return IntStream.rangeClosed(0, SECRET.length() - TELLING)
                .anyMatch(from -> text.contains(SECRET.substring(from, from + TELLING)));
    }

    private static void silent(Answer answer) {
        String shown = answer.http().headers() + "\n" + answer.http().contentUtf8();
        assertThat(tells(shown)).as(shown).isFalse();
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isBetween(400, 499);
        silent(answer);
    }

    static Stream<String> addresses() {
        return Stream.of(
                "ftp://user:S@example.com/x",
                "http://user:S@example.com/",
                "http://S@example.com/",
                "//user:S@example.com/",
                "user:S@example.com",
                "http://user:S/x@example.com/ ",
                "http://user:x?S@example.com/",
                "http://example.com:99999/?token=S",
                "http://exa mple.com/?token=S",
                "http://example.com/#S",
                "gopher://example.com/?S");
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void credentials_and_parameters_of_an_address_are_not_shown(String address) {
        String given = address.replace("S", SECRET);
        refused(SERVER.put(ENDPOINT, "{\"address\":\"" + given + "\"}"));
        refused(SERVER.post(
                "/tidings.v1.EndpointService/PutEndpoint",
                "{\"recipient\":\"user:42\",\"channel\":\"webhook\",\"address\":\"" + given + "\"}"));
    }

    @Test
    void a_recipient_id_is_never_masked_as_an_address() {
        String intent = """
            {"type":"build.failed","producer":"ci","idempotency_key":"%s","dedupe_key":"d","channels":["webhook"],
             "audience":{"recipients":["org://team?token=x"]}}\
            """;
        Answer first = SERVER.post("/v1/intents", intent.formatted("a"));
        Answer second = SERVER.post("/v1/intents", intent.formatted("b"));

        assertThat(first.json().at("/deliveries/0/recipient").asText()).isEqualTo("org://team?token=x");
        assertThat(second.json().at("/deliveries/0/reused").asBoolean())
                .as("%s", second)
                .isTrue();
        assertThat(second.json().at("/deliveries/0/recipient").asText()).isEqualTo("org://team?token=x");
    }

    @Test
    void parameters_of_an_intent_s_address_are_never_shown_but_can_be_searched() {
        String address = "http://127.0.0.1:9/hook?token=" + SECRET;
        String intent = """
            {"type":"build.failed","producer":"ci","idempotency_key":"k","dedupe_key":"d",
             "audience":{"addresses":[{"channel":"webhook","address":"%s"}]}}\
            """.formatted(address);

        Answer receipt = SERVER.post("/v1/intents", intent);
        assertThat(receipt.json().at("/deliveries/0/recipient").asText()).isEqualTo("http://127.0.0.1:9/hook?…");
        String id = receipt.json().at("/deliveries/0/delivery_id").asText();
        String notification = receipt.text("notification_id");
        SERVER.end(SERVER::rejected);

        Answer found = SERVER.get("/v1/deliveries?recipient=" + URLEncoder.encode(address, StandardCharsets.UTF_8));
        assertThat(found.json().at("/deliveries/0/delivery_id").asText()).isEqualTo(id);
        assertThat(found.json().at("/deliveries/0/address").asText()).isEqualTo("http://127.0.0.1:9/hook?…");
        Answer counted = SERVER.post("/v1/deliveries:replay", "{\"filter\":{\"recipient\":\"" + address + "\"}}");
        assertThat(counted.json().at("/matched").asInt()).as("%s", counted).isEqualTo(1);
        Stream.of(
                        receipt,
                        found,
                        counted,
                        SERVER.post("/v1/intents", intent),
                        SERVER.post("/v1/intents", intent.replace("\"k\"", "\"reused\"")),
                        SERVER.post("/v1/intents:batch", "{\"intents\":[" + intent + "]}"),
                        SERVER.post("/v1/preview", intent),
                        SERVER.get("/v1/notifications/" + notification),
                        SERVER.get("/v1/deliveries"),
                        SERVER.post(
                                "/v1/deliveries:replay",
                                "{\"dry_run\":false,\"filter\":{\"recipient\":\"" + address + "\"}}"),
                        SERVER.get("/v1/bulk-runs"),
                        SERVER.get("/v1/operational-events"),
                        SERVER.get("/v1/audit"),
                        SERVER.post("/tidings.v1.BulkRunService/ListBulkRuns", "{}"),
                        SERVER.get("/v1/deliveries/" + id),
                        SERVER.post("/v1/deliveries/" + id + ":replay", ""),
                        SERVER.post("/v1/deliveries/" + id + ":retry-now", ""),
                        SERVER.post("/v1/deliveries/" + id + ":cancel", ""),
                        SERVER.post("/tidings.v1.DeliveryService/GetDelivery", "{\"deliveryId\":\"" + id + "\"}"),
                        SERVER.post("/tidings.v1.DeliveryService/ListDeliveries", "{}"),
                        SERVER.post(
                                "/tidings.v1.NotificationService/GetNotification",
                                "{\"notificationId\":\"" + notification + "\"}"))
                .forEach(answer -> {
                    assertThat(answer.status()).as("%s", answer).isLessThan(500);
                    silent(answer);
                });
    }

    @Test
    void addresses_with_equal_masks_are_different_recipients() {
        for (String key : List.of("k1", "k2", "k3")) {
            String token = key.equals("k2") ? "two" : "one";
            Answer receipt = SERVER.post("/v1/intents", """
                {"type":"build.failed","producer":"ci","idempotency_key":"%s","dedupe_key":"d",
                 "audience":{"addresses":[{"channel":"webhook","address":"http://127.0.0.1:9/hook?token=%s"}]}}\
                """.formatted(key, token));
            assertThat(receipt.status()).as("%s", receipt).isEqualTo(202);
        }

        assertThat(SERVER.get("/v1/deliveries").json().at("/deliveries")).hasSize(2);
    }

    @Test
    void an_endpoint_s_address_is_shown_without_parameters_and_kept_when_put_back() {
        String put = "{\"address\":\"http://127.0.0.1:9/hook?token=" + SECRET + "\"}";
        assertThat(SERVER.put(ENDPOINT, put).status()).isEqualTo(201);

        Answer shown = SERVER.get(ENDPOINT);
        silent(shown);
        assertThat(shown.text("address")).isEqualTo("http://127.0.0.1:9/hook?…");
        Answer again = SERVER.put(ENDPOINT, "{\"address\":\"http://127.0.0.1:9/hook?…\"}");
        assertThat(again.text("etag")).as("%s", again).isEqualTo(shown.text("etag"));
        refused(SERVER.put(ENDPOINT, "{\"address\":\"http://127.0.0.1:9/other?…\"}"));
    }

    static Stream<String> bodies() {
        return Stream.of(
                "{ADDRESS,\"secret\":\"S\"}",
                "{ADDRESS,\"secret\":\"whsec_S\"}",
                "{ADDRESS,\"secret\":\"whsk_S\"}",
                "{ADDRESS,\"secret\":[\"S\"]}",
                "{ADDRESS,\"secret\":{\"S\":1}}",
                "{ADDRESS,\"secret\":S}",
                "{ADDRESS,\"secret\":\"S",
                "{ADDRESS,\"secret\":'S'}",
                "{ADDRESS,\"auth\":\"Bearer S\"}",
                "{ADDRESS,\"auth\":[\"S\"]}",
                "{ADDRESS,\"auth\":{\"token\":\"S\"}}",
                "{ADDRESS,\"auth\":{\"type\":\"bearer\",\"token\":[\"S\"]}}",
                "{ADDRESS,\"auth\":{\"type\":\"bearer\",\"token\":\"S\\n\"}}",
                "{ADDRESS,\"auth\":{\"type\":\"bearer\",\"password\":\"S\"}}",
                "{ADDRESS,\"auth\":{\"type\":\"basic\",\"username\":\"u:S\",\"password\":\"S\"}}",
                "{ADDRESS,\"auth\":{\"type\":\"basic\",\"username\":\"u\",\"password\":{\"x\":\"S\"}}}",
                "{ADDRESS,\"auth\":{\"type\":\"header\",\"name\":\"X-Key: S\",\"value\":\"v\"}}",
                "{ADDRESS,\"auth\":{\"type\":\"header\",\"name\":\"host\",\"value\":\"S\"}}",
                "{ADDRESS,\"auth\":{\"type\":\"header\",\"name\":\"X-Key\",\"value\":\"S\\u0001\"}}",
                "{ADDRESS,\"settings\":\"token=S\"}",
                "{ADDRESS,\"settings\":{\"token\":\"S\"}}",
                "{ADDRESS,\"settings\":{\"token\":[\"S\"]}}",
                "{ADDRESS,\"settings\":{\"header.X-Key\":\"S\\u0001\"}}",
                "{ADDRESS,\"settings\":{\"header.X-Key: S\":\"v\"}}",
                "{ADDRESS,\"settings\":{\"header.Authorization\":\"Bearer S\"}}");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_secret_of_a_refused_endpoint_is_not_shown(String body) {
        refused(SERVER.put(ENDPOINT, body.replace("ADDRESS", ADDRESS).replace("S", SECRET)));
    }

    static Stream<String> messages() {
        return Stream.of(
                "{\"secret\":\"S\"}",
                "{\"secret\":S}",
                "{\"secret\":[\"S\"]}",
                "{\"auth\":\"S\"}",
                "{\"auth\":{\"bearer\":\"S\"}}",
                "{\"auth\":{\"bearer\":{\"token\":\"S\\n\"}}}",
                "{\"auth\":{\"basic\":{\"username\":\"u:S\",\"password\":\"S\"}}}",
                "{\"auth\":{\"header\":{\"name\":\"X-Key: S\",\"value\":\"v\"}}}",
                "{\"settings\":{\"token\":\"S\"}}",
                "{\"settings\":{\"header.X-Key\":\"S\\n\"}}");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void a_secret_of_a_refused_endpoint_is_not_shown_over_grpc(String fields) {
        String head = "{\"recipient\":\"user:42\",\"channel\":\"webhook\"," + ADDRESS + ",";
        refused(SERVER.post(
                "/tidings.v1.EndpointService/PutEndpoint",
                head + fields.replace("S", SECRET).substring(1)));
    }

    @Test
    void a_refused_key_of_a_rotation_is_not_shown() {
        SERVER.putEndpoint("user:42");
        for (String body : new String[] {"{\"secret\":\"S\"}", "{\"secret\":[\"S\"]}", "{\"secret\":S}", "\"S\""}) {
            refused(SERVER.post(ENDPOINT + ":rotate-secret", body.replace("S", SECRET)));
        }
    }

    @Test
    void a_refused_token_or_key_is_not_shown() {
        refused(SERVER.get("/v1/events?token=" + SECRET));
        refused(SERVER.get("/v1/events?token=tdk_" + SECRET));
        refused(SERVER.get("/v1/events?token=" + SECRET + "&token=" + SECRET));
        refused(SERVER.get("/v1/events", "authorization", "Bearer " + SECRET));
        refused(SERVER.get("/v1/events", "cookie", "tidings_token=" + SECRET));
        silent(SERVER.get("/v1/deliveries", "authorization", "Bearer " + SECRET));
        silent(SERVER.get("/v1/deliveries", "authorization", "Bearer tdk_" + SECRET));
    }

    @Test
    void stored_secrets_are_shown_masked() {
        String[] auths = {
            "{\"type\":\"bearer\",\"token\":\"S\"}",
            "{\"type\":\"basic\",\"username\":\"u\",\"password\":\"S\"}",
            "{\"type\":\"header\",\"name\":\"X-Key\",\"value\":\"S\"}"
        };
        for (String auth : auths) {
            String body = "{%s,\"secret\":\"whsec_%s%s\",\"auth\":%s,\"settings\":{\"header.X-Api-Key\":\"%s\"}}"
                    .formatted(ADDRESS, SECRET, "A".repeat(12), auth.replace("S", SECRET), SECRET);
            Answer put = SERVER.put(ENDPOINT, body);
            assertThat(put.status()).as("%s", put).isBetween(200, 201);
            silent(put);
            silent(SERVER.get(ENDPOINT));
            silent(SERVER.get("/v1/recipients/user:42/endpoints"));
            silent(SERVER.post(ENDPOINT + ":test", ""));
            silent(SERVER.post(ENDPOINT + ":resume", ""));
            silent(SERVER.post(
                    "/tidings.v1.EndpointService/GetEndpoint", "{\"recipient\":\"user:42\",\"channel\":\"webhook\"}"));
            silent(SERVER.send(HttpMethod.POST, ENDPOINT + ":rotate-secret", "{}".getBytes(StandardCharsets.UTF_8)));
        }
    }
}
