package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.access.Scope;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The audit log over REST and gRPC: its records, filters and export, and who sees what. */
@NeedsServers
class AuditLogTest {
    private static final String SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0";

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void a_record_says_who_changed_what_from_where() {
        String id = SERVER.putEndpoint("user:1").text("id");
        String operator = key("default", Scope.OPERATE);

        Answer paused = SERVER.post(
                "/v1/endpoints/" + id + ":pause",
                "{\"until\":\"" + SERVER.clock.instant().plus(Duration.ofHours(1)) + "\"}",
                "authorization",
                operator,
                "user-agent",
                "curl/8",
                "x-request-id",
                "req-7");

        assertThat(paused.status()).as("%s", paused).isEqualTo(200);
        JsonNode written = audit("?action=endpoint.paused", key("default", Scope.AUDIT))
                .path("records")
                .get(0);
        assertThat(written.path("object").asText()).isEqualTo(id);
        assertThat(written.path("tenant").asText()).isEqualTo("default");
        assertThat(written.path("after").path("paused_until").asText()).isEqualTo(paused.text("paused_until"));
        assertThat(written.has("before")).isFalse();
        assertThat(written.path("actor").asText()).startsWith("key_");
        assertThat(written.path("actor_name").asText()).isEqualTo("test");
        assertThat(written.path("source").asText()).isEqualTo("rest");
        assertThat(written.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(written.path("user_agent").asText()).isEqualTo("curl/8");
        assertThat(written.path("request_id").asText()).isEqualTo("req-7");
    }

    @Test
    void a_refused_call_one_that_changes_nothing_and_a_dry_run_leave_no_record() {
        String dead = SERVER.accept("k");
        SERVER.end(SERVER::rejected);
        int before = records("");

        assertThat(SERVER.post("/v1/deliveries/" + dead + ":cancel", "").status())
                .isEqualTo(409);
        assertThat(SERVER.putEndpoint("user:42").status()).isEqualTo(200);
        assertThat(SERVER.post("/v1/deliveries:replay", "{\"filter\":{\"status\":[\"dead\"]}}")
                        .text("status"))
                .isEqualTo("counted");
        assertThat(SERVER.post("/tidings.v1.DeliveryService/ReplayDeliveries", "{}")
                        .status())
                .isEqualTo(200);

        assertThat(records("")).isEqualTo(before);
    }

    @Test
    void the_log_has_neither_secrets_nor_recipients() {
        SERVER.put(
                "/v1/recipients/ann@example.test/endpoints/webhook",
                "{\"address\":\"http://127.0.0.1:9/hook?token=sesame\",\"secret\":\"" + SECRET
                        + "\",\"auth\":{\"type\":\"bearer\",\"token\":\"open-sesame\"},\"metadata\":{\"owner\":\"Ann\"}}");
        SERVER.put("/v1/recipients/ann@example.test", "{\"locale\":\"de\",\"attributes\":{\"name\":\"Ann\"}}");
        SERVER.post("/v1/deliveries:replay", "{\"dry_run\":false,\"filter\":{\"recipient\":\"ann@example.test\"}}");

        String log = SERVER.get("/v1/audit").http().contentUtf8();

        assertThat(log).contains("endpoint.created", "recipient.created", "bulk_run.started", "sec_");
        assertThat(log).doesNotContain("sesame", SECRET, "ann@", "Ann");
        assertThat(records("?recipient=ann%40example.test")).isOne();
        assertThat(records("?recipient=bob%40example.test")).isZero();
    }

    @Test
    void a_tenant_sees_its_own_records_and_not_where_operators_of_the_server_are() {
        SERVER.post("/v1/tenants", "{\"id\":\"shop\"}");
        SERVER.post("/v1/tenants/shop:suspend", "", "user-agent", "curl/8");
        String shop = key("shop", Scope.ADMIN);

        JsonNode seen = audit("?action=tenant.suspended", shop).path("records").get(0);

        assertThat(seen.path("actor").asText()).isEqualTo("loopback");
        assertThat(seen.has("address") || seen.has("user_agent")).isFalse();
        assertThat(seen.at("/before/status").asText()).isEqualTo("active");
        assertThat(seen.at("/after/status").asText()).isEqualTo("suspended");
        Answer other = SERVER.get("/v1/audit?tenant=default", "authorization", shop);
        assertThat(other.status()).as("%s", other).isEqualTo(403);
        assertThat(other.text("field")).isEqualTo("tenant");
        String server = "Bearer "
                + SERVER.keys
                        .create("test", "default", Set.of(Scope.AUDIT, Scope.SYSTEM))
                        .text()
                        .reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
        assertThat(audit("?tenant=shop&action=tenant.*", server).path("records").findValuesAsText("user_agent"))
                .contains("curl/8");
    }

    @Test
    void the_log_is_exported_as_lines_and_as_a_table_and_listed_over_grpc() {
        SERVER.putEndpoint("user:1");
        SERVER.put("/v1/topics/news", "{\"description\":\"News\"}");

        String lines = SERVER.get("/v1/audit:export?action=topic.put").http().contentUtf8();
        String table = SERVER.get("/v1/audit:export?format=csv").http().contentUtf8();
        Answer grpc =
                SERVER.post("/tidings.v1.AuditService/ListAuditRecords", "{\"filter\":{\"action\":\"endpoint.*\"}}");

        assertThat(lines.lines()).singleElement().asString().contains("\"after\":{\"description\":\"News\"}");
        assertThat(table.lines().skip(1)).hasSize(2).allMatch(row -> row.startsWith("aud_"));
        assertThat(grpc.json().path("records")).hasSize(1);
        assertThat(grpc.json().at("/records/0/action").asText()).isEqualTo("endpoint.created");
        assertThat(SERVER.get("/v1/audit?action=paused").text("field")).isEqualTo("action");
        assertThat(SERVER.get("/v1/audit?object=a&recipient=b").text("field")).isEqualTo("recipient");
    }

    private static String key(String tenant, Scope scope) {
        String text = SERVER.keys.create("test", tenant, Set.of(scope)).text().reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
        return "Bearer " + text;
    }

    private static JsonNode audit(String query, String key) {
        Answer answer = SERVER.get("/v1/audit" + query, "authorization", key);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    private static int records(String query) {
        return SERVER.get("/v1/audit" + query).json().path("records").size();
    }
}
