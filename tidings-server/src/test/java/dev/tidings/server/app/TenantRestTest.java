package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.Scope;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tenants over REST, and what they do to intents, endpoints and deliveries. */
@NeedsServers
class TenantRestTest {
    private static final String DEFAULT = "/v1/tenants/default";

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static Answer patch(String path, String json, String... headers) {
        return SERVER.send(HttpMethod.PATCH, path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static Answer submit(String key) {
        return SERVER.post(
                "/v1/intents", IntentRestTest.intent(key, ",\"channels\":[\"webhook\"],\"payload\":{\"a\":1}"));
    }

    @Test
    void a_tenant_is_created_changed_listed_and_read() {
        Answer created = SERVER.post(
                "/v1/tenants",
                "{\"id\":\"shop\",\"display_name\":\"Shop\",\"weight\":3,\"quotas\":{\"endpoints\":5,\"stored_bytes\":0}}");
        assertThat(created.status()).as("%s", created).isEqualTo(201);
        assertThat(created.text("status")).isEqualTo("active");
        assertThat(created.json().at("/quotas").toString()).isEqualTo("{\"endpoints\":5,\"stored_bytes\":0}");
        assertThat(created.json().at("/limits").toString()).isEqualTo("{\"endpoints\":5}");
        assertThat(SERVER.post("/v1/tenants", "{\"id\":\"shop\"}").status()).isEqualTo(409);

        Answer patched = patch(
                "/v1/tenants/shop",
                "{\"quotas\":{\"endpoints\":null,\"waiting_deliveries\":9}}",
                "if-match",
                created.http().headers().get("etag", ""));
        assertThat(patched.status()).as("%s", patched).isEqualTo(200);
        assertThat(patched.text("display_name")).isEqualTo("Shop");
        assertThat(patched.json().path("weight").asInt()).isEqualTo(3);
        assertThat(patched.json().at("/quotas").toString()).isEqualTo("{\"waiting_deliveries\":9,\"stored_bytes\":0}");
        assertThat(patch("/v1/tenants/shop", "{\"weight\":4}", "if-match", "\"old\"")
                        .status())
                .isEqualTo(412);

        Answer shown = SERVER.get("/v1/tenants/shop");
        assertThat(patch("/v1/tenants/shop", shown.http().contentUtf8()).text("etag"))
                .as("an answer that is sent back changes nothing")
                .isEqualTo(shown.text("etag"));
        assertThat(SERVER.get("/v1/tenants").json().at("/tenants/0/id").asText())
                .isEqualTo("shop");
        assertThat(SERVER.get("/v1/tenants/none").text("code")).isEqualTo("not_found");
        assertThat(SERVER.get("/v1/tenants/No").text("code")).isEqualTo("invalid_field");
    }

    @Test
    void a_key_makes_a_tenant_that_can_be_read_and_changed_without_being_created() {
        String admin = key("keyed", Scope.ADMIN);
        String system = key("default", Scope.SYSTEM);

        Answer own = SERVER.get("/v1/tenant", "authorization", admin);
        assertThat(own.text("id")).isEqualTo("keyed");
        assertThat(own.json().has("created_at")).isFalse();
        assertThat(own.json().at("/usage/endpoints").asInt()).isZero();

        Answer patched = SERVER.send(
                HttpMethod.PATCH,
                "/v1/tenants/keyed",
                "{\"weight\":2}".getBytes(StandardCharsets.UTF_8),
                "authorization",
                system);
        assertThat(patched.json().has("created_at")).as("%s", patched).isTrue();
        assertThat(SERVER.get("/v1/tenants/keyed", "authorization", admin).text("code"))
                .isEqualTo("permission_denied");
    }

    private static String key(String tenant, Scope scope) {
        String text = SERVER.keys.create("test", tenant, Set.of(scope)).text().reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
        return "Bearer " + text;
    }

    @Test
    void the_intents_of_a_suspended_tenant_are_refused_and_its_deliveries_say_why_they_wait() {
        String delivery = SERVER.accept("before");

        Answer suspended = SERVER.post(DEFAULT + ":suspend", "");
        assertThat(suspended.text("status")).as("%s", suspended).isEqualTo("suspended");
        assertThat(suspended.json().has("suspended_at")).isTrue();
        assertThat(SERVER.post(DEFAULT + ":suspend", "").text("etag"))
                .as("a second suspension changes nothing")
                .isEqualTo(suspended.text("etag"));

        Answer refused = submit("during");
        assertThat(refused.status()).as("%s", refused).isEqualTo(403);
        assertThat(refused.text("code")).isEqualTo("tenant_suspended");
        assertThat(refused.text("detail")).contains("default");
        Answer waits = SERVER.get("/v1/deliveries/" + delivery);
        assertThat(waits.json().at("/waiting/for").asText()).as("%s", waits).isEqualTo("tenant_suspended");
        assertThat(SERVER.get("/v1/deliveries?waiting_for=tenant_suspended")
                        .json()
                        .at("/deliveries/0/delivery_id")
                        .asText())
                .isEqualTo(delivery);
        assertThat(SERVER.get("/v1/audit").json().findValuesAsText("action")).contains("tenant.suspended");
    }

    @Test
    void a_resumed_tenant_gets_a_run_that_makes_its_deliveries_due() {
        String delivery = SERVER.accept("before");
        SERVER.end(leased -> dev.tidings.core.delivery.Completion.givenBack(leased, Duration.ofHours(1)));
        SERVER.post(DEFAULT + ":suspend", "");

        Answer resumed = SERVER.post(DEFAULT + ":resume", "");

        assertThat(resumed.json().at("/tenant/status").asText())
                .as("%s", resumed)
                .isEqualTo("active");
        String run = resumed.text("run_id");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(SERVER.get("/v1/bulk-runs/" + run).text("status"))
                                .isEqualTo("finished"));
        SERVER.clock.advance(Duration.ofMinutes(2));
        assertThat(SERVER.get("/v1/deliveries/" + delivery)
                        .json()
                        .at("/waiting/because")
                        .asText())
                .isEqualTo("It is due, but no node has taken it yet.");
        assertThat(submit("after").status()).isEqualTo(202);
        assertThat(SERVER.post(DEFAULT + ":resume", "").json().has("run_id"))
                .as("an active tenant stays as it is")
                .isFalse();
    }

    @Test
    void intents_over_the_rate_are_refused_until_their_time() {
        patch(DEFAULT, "{\"quotas\":{\"intents_per_second\":2}}");

        assertThat(submit("1").status()).isEqualTo(202);
        assertThat(submit("2").status()).isEqualTo(202);
        Answer refused = submit("3");

        assertThat(refused.status()).as("%s", refused).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("tenant_quota");
        assertThat(refused.text("field")).isEqualTo("intents_per_second");
        assertThat(refused.text("limit")).isEqualTo("at most 2 intents per second");
        assertThat(refused.json().path("retry_after_ms").asLong()).isEqualTo(500);
        assertThat(refused.http().headers().get("retry-after")).isEqualTo("1");
        SERVER.clock.advance(Duration.ofMillis(500));
        assertThat(submit("3").status()).isEqualTo(202);
    }

    @Test
    void endpoints_over_the_quota_are_refused_and_known_ones_stay_changeable() {
        patch(DEFAULT, "{\"quotas\":{\"endpoints\":2}}");
        assertThat(SERVER.putEndpoint("user:1").status()).isEqualTo(201);
        assertThat(SERVER.putEndpoint("user:2").status()).isEqualTo(201);

        Answer refused = SERVER.putEndpoint("user:3");

        assertThat(refused.status()).as("%s", refused).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("tenant_quota");
        assertThat(refused.text("field")).isEqualTo("endpoints");
        assertThat(refused.text("limit")).isEqualTo("at most 2 endpoints");
        assertThat(SERVER.putEndpoint("user:2").status()).isEqualTo(200);
    }

    @Test
    void intents_over_a_counted_quota_are_refused_after_the_next_count() {
        patch(DEFAULT, "{\"quotas\":{\"waiting_deliveries\":1}}");
        SERVER.putEndpoint("user:42");
        assertThat(submit("1").status()).isEqualTo(202);
        SERVER.count();

        Answer refused = submit("2");

        assertThat(refused.text("code")).as("%s", refused).isEqualTo("tenant_quota");
        assertThat(refused.text("field")).isEqualTo("waiting_deliveries");
        assertThat(refused.text("value")).isEqualTo("1 waiting deliveries");
        assertThat(refused.json().path("retry_after_ms").asLong()).isEqualTo(10_000);

        patch(DEFAULT, "{\"quotas\":{\"waiting_deliveries\":null,\"stored_bytes\":1}}");
        SERVER.clock.advance(Duration.ofMinutes(1));
        SERVER.count();
        Answer full = submit("2");
        assertThat(full.text("field")).as("%s", full).isEqualTo("stored_bytes");
        assertThat(full.http().headers().contains("retry-after")).isFalse();
        assertThat(SERVER.get("/v1/tenant").json().at("/usage/stored_bytes").asLong())
                .isPositive();
    }

    @Test
    void only_a_suspended_tenant_of_others_is_deleted_by_a_run_that_shows_its_progress() {
        SERVER.post("/v1/tenants", "{\"id\":\"shop\"}");
        Answer active = SERVER.send(HttpMethod.DELETE, "/v1/tenants/shop", null);
        assertThat(active.status()).as("%s", active).isEqualTo(409);
        assertThat(active.text("detail")).contains("suspend it");
        SERVER.post(DEFAULT + ":suspend", "");
        assertThat(SERVER.send(HttpMethod.DELETE, DEFAULT, null).text("detail")).contains("cannot delete itself");
        SERVER.post("/v1/tenants/shop:suspend", "");

        Answer started = SERVER.send(HttpMethod.DELETE, "/v1/tenants/shop", null);

        assertThat(started.status()).as("%s", started).isEqualTo(202);
        assertThat(SERVER.get("/v1/tenants/shop").text("status")).isEqualTo("deleting");
        assertThat(SERVER.post("/v1/tenants/shop:resume", "").status()).isEqualTo(409);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(SERVER.get("/v1/bulk-runs/" + started.text("run_id"))
                                .text("status"))
                        .isEqualTo("finished"));
        assertThat(SERVER.get("/v1/tenants/shop").status()).isEqualTo(404);
    }
}
