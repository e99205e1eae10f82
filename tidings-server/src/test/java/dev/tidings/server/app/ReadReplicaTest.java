package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Lists are read from a hot standby, which PostgreSQL keeps read-only; it is paused, stopped and restarted. */
@NeedsServers
class ReadReplicaTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static @Nullable PostgresServer primary;
    private static @Nullable PostgresServer standby;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private String replicaUrl = "";
    private @Nullable Application server;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServers() {
        primary = PostgresServer.start(ServerOptions.fast());
        standby = primary.startStandby();
    }

    @AfterAll
    static void stopServers() {
        standby().close();
        Objects.requireNonNull(primary).close();
    }

    private static PostgresServer standby() {
        return Objects.requireNonNull(standby);
    }

    @BeforeEach
    void start() {
        String url = Objects.requireNonNull(primary).createDatabase();
        replicaUrl = standby().sameDatabase(url);
        server = Application.start(Configurations.of(
                folder,
                "store: {url: \"%s\", read_url: \"%s&password=sesame\", read_max_lag: 5s}%n"
                        .formatted(url, replicaUrl)));
        // A server that starts replaces the appenders.
        log.start();
        root().addAppender(log);
        await().atMost(TIMEOUT).until(() -> metric("available") == 1);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        root().detachAppender(log);
        standby().start();
        onStandby("SELECT pg_wal_replay_resume()");
        assertThat(log.list)
                .noneSatisfy(line -> assertThat(line.getFormattedMessage()).contains("sesame"));
    }

    @Test
    void lists_are_answered_by_the_replica_and_everything_else_by_the_primary() throws Exception {
        submit("before");
        await().atMost(TIMEOUT).until(() -> listed("/v1/notifications").size() == 1);

        onStandby("SELECT pg_wal_replay_pause()");
        String id = submit("during");

        assertThat(listed("/v1/notifications")).hasSize(1);
        assertThat(get("/v1/notifications/" + id).status().code()).isEqualTo(200);
        assertThat(submit("during")).as("a replay of the intent").isEqualTo(id);

        onStandby("SELECT pg_wal_replay_resume()");
        await().atMost(TIMEOUT).until(() -> listed("/v1/notifications").size() == 2);
    }

    @Test
    void every_list_is_answered_by_the_replica() {
        put("/v1/topics/news", "{}");
        String endpoint = put("/v1/recipients/user:1/endpoints/webhook", "{\"address\": \"http://127.0.0.1:9/\"}")
                .get("id")
                .asText();

        for (String path : List.of(
                "/v1/notifications",
                "/v1/notifications:export",
                "/v1/deliveries",
                "/v1/deliveries:export",
                "/v1/deliveries?waiting_for=retry_backoff",
                "/v1/bulk-runs",
                "/v1/endpoints",
                "/v1/endpoints/" + endpoint + "/stats",
                "/v1/recipients",
                "/v1/recipients/user:1:export",
                "/v1/topics",
                "/v1/topics/news/subscribers",
                "/v1/types",
                "/v1/types:asyncapi",
                "/v1/tenants",
                "/v1/keys",
                "/v1/secret-keys",
                "/v1/nodes",
                "/v1/providers",
                "/v1/quarantine",
                "/v1/operational-events",
                "/v1/audit",
                "/v1/runtimes")) {
            double before = metric("queries_total{answered_by=\"replica\"}");
            AggregatedHttpResponse answer = get(path);
            assertThat(answer.status().code())
                    .as("%s: %s", path, answer.contentUtf8())
                    .isEqualTo(200);
            assertThat(metric("queries_total{answered_by=\"replica\"}"))
                    .as(path)
                    .isGreaterThan(before);
        }
        assertThat(metric("failures_total")).isZero();
    }

    @Test
    void what_decides_never_asks_the_replica() {
        String id = submit("decided");
        String endpoint = put("/v1/recipients/user:1/endpoints/webhook", "{\"address\": \"http://127.0.0.1:9/\"}")
                .get("id")
                .asText();
        get("/v1/notifications/" + id);
        get("/v1/endpoints/" + endpoint);
        get("/v1/waits");
        post("/v1/deliveries:cancel", "{\"filter\": {\"type\": \"build.failed\"}}");
        post("/v1/deliveries:cancel", "{\"filter\": {\"type\": \"build.failed\"}, \"dry_run\": false}");
        post("/v1/endpoints/" + endpoint + ":unblock", "{}");

        assertThat(metric("queries_total{answered_by=\"replica\"}")).isZero();
        assertThat(metric("queries_total{answered_by=\"primary\"}")).isZero();
    }

    @Test
    void the_primary_answers_while_the_replica_is_away() {
        for (int i = 0; i < 3; i++) {
            submit("key-" + i);
        }
        await().atMost(TIMEOUT).until(() -> listed("/v1/notifications").size() == 3);
        JsonNode first = json(get("/v1/notifications?limit=2"));

        standby().stop();

        JsonNode rest = json(get(
                "/v1/notifications?limit=2&cursor=" + first.get("next_cursor").asText()));
        assertThat(rest.get("notifications")).hasSize(1);
        for (int i = 0; i < 10; i++) {
            assertThat(listed("/v1/notifications")).hasSize(3);
        }
        assertThat(get("/readyz").status().code()).isEqualTo(200);
        assertThat(metric("available")).isZero();
        assertThat(metric("queries_total{answered_by=\"primary\"}")).isGreaterThanOrEqualTo(11);

        standby().start();
        await().atMost(TIMEOUT).until(() -> metric("available") == 1);
        double before = metric("queries_total{answered_by=\"replica\"}");
        assertThat(json(get("/v1/notifications?limit=2&cursor="
                                + first.get("next_cursor").asText()))
                        .get("notifications"))
                .hasSize(1);
        assertThat(metric("queries_total{answered_by=\"replica\"}")).isGreaterThan(before);
        assertThat(lines(Level.WARN)).singleElement().asString().contains("the read replica is unavailable", "cause=");
        assertThat(lines(Level.INFO)).anySatisfy(line -> assertThat(line).contains("answers lists again after"));
    }

    @Test
    void the_primary_answers_while_the_replica_is_too_far_behind() throws Exception {
        onStandby("SELECT pg_wal_replay_pause()");
        submit("behind");

        await().atMost(TIMEOUT).until(() -> listed("/v1/notifications").size() == 1);
        assertThat(metric("lag_seconds")).isGreaterThan(5);
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(lines(Level.WARN))
                        .singleElement()
                        .asString()
                        .contains("too far behind", "store.read_max_lag=PT5S"));

        onStandby("SELECT pg_wal_replay_resume()");
        await().atMost(TIMEOUT).until(() -> metric("available") == 1);
    }

    private Stream<ILoggingEvent> aboutReplica() {
        return List.copyOf(log.list).stream()
                .filter(line -> line.getFormattedMessage().contains("read replica"));
    }

    private List<String> lines(Level level) {
        return aboutReplica()
                .filter(line -> line.getLevel().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void onStandby(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(replicaUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A sample of the metrics {@code tidings_store_replica_…}. */
    private double metric(String name) {
        Matcher sample = Pattern.compile("^tidings_store_replica_" + Pattern.quote(name) + " (.*)$", Pattern.MULTILINE)
                .matcher(get("/metrics").contentUtf8());
        assertThat(sample.find()).as(name).isTrue();
        return Double.parseDouble(sample.group(1));
    }

    private String submit(String key) {
        return post("/v1/intents", """
            {"type": "build.failed", "producer": "ci", "idempotency_key": "%s",
             "audience": {"recipients": ["user:1"]}, "payload": {}}\
            """.formatted(key)).get("notification_id").asText();
    }

    private JsonNode listed(String path) {
        return json(get(path)).get("notifications");
    }

    private JsonNode put(String path, String body) {
        return json(send(HttpMethod.PUT, path, body));
    }

    private JsonNode post(String path, String body) {
        return json(send(HttpMethod.POST, path, body));
    }

    private AggregatedHttpResponse send(HttpMethod method, String path, String body) {
        AggregatedHttpResponse answer = client().execute(HttpRequest.of(method, path, MediaType.JSON, body));
        assertThat(answer.status().isSuccess()).as(answer.contentUtf8()).isTrue();
        return answer;
    }

    private AggregatedHttpResponse get(String path) {
        return client().get(path);
    }

    private BlockingWebClient client() {
        return WebClient.of(Objects.requireNonNull(server).uri()).blocking();
    }

    private static JsonNode json(AggregatedHttpResponse answer) {
        assertThat(answer.status().isSuccess()).as(answer.contentUtf8()).isTrue();
        try {
            return JSON.readTree(answer.contentUtf8());
        } catch (IOException malformed) {
            throw new AssertionError(answer.contentUtf8(), malformed);
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
