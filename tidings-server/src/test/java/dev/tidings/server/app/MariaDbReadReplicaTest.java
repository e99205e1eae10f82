package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.MariaDbServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The replica is the database of another server, so that its content shows which one answers. */
@NeedsServers
class MariaDbReadReplicaTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void lists_are_answered_by_the_replica_while_it_gets_heartbeats() throws Exception {
        String primary = MariaDbServer.shared().createDatabase();
        String replica = MariaDbServer.shared().createDatabase();
        try (Application here =
                start("here", "url: \"%s\", read_url: \"%s\", read_max_lag: 5s".formatted(primary, replica))) {
            submit(here, "user:primary");
            assertThat(listed(here)).contains("user:primary");

            try (Application there = start("there", "url: \"%s\"".formatted(replica))) {
                submit(there, "user:replica");
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(listed(here))
                                .contains("user:replica")
                                .doesNotContain("user:primary"));

                execute(replica, "DROP TABLE quarantine");
                assertThat(get(here, "/v1/quarantine"))
                        .as("answered by the primary")
                        .contains("\"items\":[]");
                assertThat(get(here, "/metrics")).contains("tidings_store_replica_failures_total 1.0");
                assertThat(listed(here)).contains("user:replica");
            }

            await().atMost(TIMEOUT)
                    .untilAsserted(() ->
                            assertThat(listed(here)).contains("user:primary").doesNotContain("user:replica"));
        }
    }

    private Application start(String name, String store) {
        return Application.start(Configurations.of(folder.resolve(name), "store: {%s}%n".formatted(store)));
    }

    private static String listed(Application server) {
        return get(server, "/v1/deliveries");
    }

    private static String get(Application server, String path) {
        return WebClient.of(server.uri()).blocking().get(path).contentUtf8();
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void submit(Application server, String recipient) {
        int status = WebClient.of(server.uri())
                .blocking()
                .execute(HttpRequest.of(
                        HttpMethod.POST, "/v1/intents", MediaType.JSON, """
                    {"type": "build.failed", "producer": "ci", "idempotency_key": "%s",
                     "audience": {"recipients": ["%s"]}, "payload": {}}\
                    """.formatted(recipient, recipient)))
                .status()
                .code();
        assertThat(status).isEqualTo(202);
    }
}
