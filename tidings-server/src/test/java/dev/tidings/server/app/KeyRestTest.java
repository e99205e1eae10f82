package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** API keys over REST and gRPC: created by admins for their tenant, never exceeding the creator's key. */
@NeedsServers
class KeyRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String GRPC = "/tidings.v1.ApiKeyService/";

    private ApiKeys.Created admin;
    private String key;

    @BeforeEach
    void make_an_admin() {
        admin = SERVER.keys.create("me", "acme", Set.of(Scope.ADMIN));
        key = bearer(admin);
    }

    /** Waits for the key cache, which is up to a second old. */
    private static String bearer(ApiKeys.Created created) {
        SERVER.clock.advance(Duration.ofSeconds(2));
        return "Bearer " + created.text().reveal();
    }

    private static Answer create(String body, String key) {
        return SERVER.post("/v1/keys", body, "authorization", key);
    }

    private static Answer delete(String id, String key) {
        return SERVER.send(HttpMethod.DELETE, "/v1/keys/" + id, null, "authorization", key);
    }

    private static Answer setExpiry(String id, String body, String key) {
        return SERVER.post("/v1/keys/" + id + ":set-expiry", body, "authorization", key);
    }

    @Test
    void a_key_is_created_shown_once_used_found_and_revoked() {
        Answer created = create(
                "{\"name\":\"ci\",\"scopes\":[\"produce\"],\"from\":[\"127.0.0.0/8\"],\"types\":[\"build.*\"],"
                        + "\"ttl_ms\":3600000}",
                key);
        assertThat(created.status()).as("%s", created).isEqualTo(201);
        assertThat(created.http().headers().get("cache-control")).isEqualTo("no-store");
        String text = created.text("key");
        String id = created.text("id");
        Instant end = SERVER.clock.instant().plus(Duration.ofHours(1));

        Answer found = SERVER.get("/v1/keys/" + id, "authorization", key);
        assertThat(text).startsWith("tdk_");
        assertThat(found.text("tenant")).isEqualTo("acme");
        assertThat(found.text("expires_at")).isEqualTo(end.toString());
        assertThat(found.json().path("types")).hasToString("[\"build.*\"]");
        assertThat(found.http().contentUtf8()
                        + SERVER.get("/v1/keys", "authorization", key).http().contentUtf8())
                .doesNotContain("tdk_");
        assertThat(SERVER.post("/v1/intents", IntentRestTest.intent("k", ""), "authorization", "Bearer " + text)
                        .status())
                .isEqualTo(202);

        assertThat(delete(id, key).status()).isEqualTo(204);
        assertThat(delete(id, key).status()).as("again").isEqualTo(204);
        SERVER.clock.advance(Duration.ofSeconds(1));

        assertThat(SERVER.get("/v1/keys/" + id, "authorization", key).text("revoked_at"))
                .isNotEmpty();
        assertThat(SERVER.post("/v1/intents", IntentRestTest.intent("k", ""), "authorization", "Bearer " + text)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void the_same_over_grpc() {
        Answer created = SERVER.post(
                GRPC + "CreateApiKey",
                "{\"name\":\"ci\",\"scopes\":[\"SCOPE_PRODUCE\",\"SCOPE_OPERATE\"]}",
                "authorization",
                key);
        assertThat(created.status()).as("%s", created).isEqualTo(200);
        String id = created.json().at("/key/id").asText();
        String byId = "{\"keyId\":\"" + id + "\"}";

        assertThat(created.text("text")).startsWith("tdk_");
        assertThat(SERVER.post(GRPC + "ListApiKeys", "{\"limit\":1}", "authorization", key)
                        .text("nextCursor"))
                .isNotEmpty();
        assertThat(SERVER.post(
                                GRPC + "SetApiKeyExpiry",
                                "{\"keyId\":\"" + id + "\",\"expiresAt\":\"9026-01-31T09:30:00Z\"}",
                                "authorization",
                                key)
                        .json()
                        .at("/key/expiresAt")
                        .asText())
                .isEqualTo("9026-01-31T09:30:00Z");
        assertThat(SERVER.post(GRPC + "RevokeApiKey", byId, "authorization", key)
                        .status())
                .isEqualTo(200);
        Answer found = SERVER.post(GRPC + "GetApiKey", byId, "authorization", key);
        assertThat(found.json().at("/key/revokedAt").asText()).isNotEmpty();
        assertThat(found.json().at("/key/scopes")).hasToString("[\"SCOPE_PRODUCE\",\"SCOPE_OPERATE\"]");
    }

    @Test
    void encryption_and_signing_keys_are_rotated_over_grpc_too() {
        String system = bearer(SERVER.keys.create("system", "acme", Set.of(Scope.SYSTEM)));

        Answer secrets = SERVER.post("/tidings.v1.SecretKeyService/ListSecretKeys", "{}", "authorization", system);
        Answer slice = SERVER.post("/tidings.v1.SecretKeyService/ReencryptSecrets", "{}", "authorization", system);
        Answer rotated = SERVER.post(
                "/tidings.v1.TokenKeyService/RotateTokenKeys", "{\"overlap\":\"0s\"}", "authorization", system);
        Answer tooLong = SERVER.post(
                "/tidings.v1.TokenKeyService/RotateTokenKeys", "{\"overlap\":\"864000s\"}", "authorization", system);
        Answer tokens = SERVER.post("/tidings.v1.TokenKeyService/ListTokenKeys", "{}", "authorization", system);

        assertThat(secrets.status()).as("%s", secrets).isEqualTo(200);
        assertThat(slice.status()).as("%s", slice).isEqualTo(200);
        assertThat(slice.text("next")).isEmpty();
        assertThat(tokens.json().at("/keys/0/id")).isEqualTo(rotated.json().at("/key/id"));
        assertThat(tokens.json().path("keys")).hasSize(1);
        assertThat(tooLong.status()).as("%s", tooLong).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // creating key | request | refused field; empty if it is created
                "ADMIN | `scopes`: [`produce`, `subscribe`, `operate`, `admin`] |",
                "ADMIN | `scopes`: [`system`] | scopes",
                "ADMIN | `scopes`: [`admin`, `system`] | scopes",
                "ADMIN,SYSTEM | `scopes`: [`admin`, `system`] |"
            })
    void a_key_cannot_grant_scopes_that_it_lacks(String scopes, String asked, String field) {
        Set<Scope> own = EnumSet.noneOf(Scope.class);
        for (String scope : List.of(scopes.split(",", -1))) {
            own.add(Scope.valueOf(scope));
        }

        Answer answer = create(
                "{\"name\":\"x\"," + asked.replace('`', '"') + "}", bearer(SERVER.keys.create("own", "acme", own)));

        assertThat(answer.status()).as("%s", answer).isEqualTo(field == null ? 201 : 403);
        assertThat(answer.text("field")).isEqualTo(field == null ? "" : field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`from`: [`127.0.0.0/16`], `ttl_ms`: 60000 |",
                "`from`: [`127.0.0.1`, `127.0.0.2`], `ttl_ms`: 60000 |",
                "`from`: [`126.0.0.0/7`], `ttl_ms`: 60000 | from",
                "`from`: [`127.0.0.1`, `10.0.0.0/8`], `ttl_ms`: 60000 | from",
                "`ttl_ms`: 60000 | from",
                "`from`: [`127.0.0.1`] | expires_at",
                "`from`: [`127.0.0.1`], `ttl_ms`: 7200000 | expires_at"
            })
    void a_key_cannot_grant_an_expiry_or_networks_beyond_its_own(String asked, String field) {
        KeyLimits limits = new KeyLimits(
                SERVER.clock.instant().plus(Duration.ofHours(1)), List.of("127.0.0.0/8"), List.of(), List.of());
        String bounded = bearer(SERVER.keys.create("own", "acme", Set.of(Scope.ADMIN), limits));

        Answer answer = create("{\"name\":\"x\",\"scopes\":[\"operate\"]," + asked.replace('`', '"') + "}", bounded);

        assertThat(answer.status()).as("%s", answer).isEqualTo(field == null ? 201 : 403);
        assertThat(answer.text("field")).isEqualTo(field == null ? "" : field);
        String before =
                SERVER.keys.create("other", "acme", Set.of(Scope.OPERATE)).key().id();
        assertThat(setExpiry(before, "{\"ttl_ms\":60000}", bounded).text("field"))
                .as("a key with wider networks")
                .isEqualTo("from");
    }

    @Test
    void a_key_with_further_scopes_is_neither_revoked_nor_prolonged() {
        String system =
                SERVER.keys.create("system", "acme", Set.of(Scope.SYSTEM)).key().id();

        assertThat(delete(system, key).status()).isEqualTo(403);
        assertThat(setExpiry(system, "{\"ttl_ms\":60000}", key).text("field")).isEqualTo("scopes");
        assertThat(SERVER.get("/v1/keys/" + system, "authorization", key).json().has("revoked_at"))
                .isFalse();
    }

    @Test
    void a_key_cannot_revoke_itself_so_no_request_opens_the_server() {
        Answer answer = delete(admin.key().id(), key);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("code")).isEqualTo("illegal_state");
        SERVER.clock.advance(Duration.ofSeconds(2));
        assertThat(SERVER.get("/v1/keys").status()).isEqualTo(401);
    }

    @Test
    void the_expiry_of_a_key_can_change_until_it_is_revoked() {
        ApiKeys.Created other = SERVER.keys.create("ci", "acme", Set.of(Scope.OPERATE));
        String id = other.key().id();
        String text = bearer(other);

        assertThat(setExpiry(id, "{\"ttl_ms\":60000}", key).text("expires_at"))
                .isEqualTo(SERVER.clock.instant().plusSeconds(60).toString());
        SERVER.clock.advance(Duration.ofMinutes(1));
        assertThat(SERVER.get("/v1/deliveries", "authorization", text).status()).isEqualTo(401);
        assertThat(setExpiry(id, "{\"ttl_ms\":60000}", key).status()).isEqualTo(200);
        SERVER.clock.advance(Duration.ofSeconds(2));
        assertThat(SERVER.get("/v1/deliveries", "authorization", text).status()).isEqualTo(200);
        assertThat(delete(id, key).status()).isEqualTo(204);

        Answer revoked = setExpiry(id, "{\"ttl_ms\":60000}", key);

        assertThat(revoked.status()).isEqualTo(409);
        assertThat(setExpiry(id, "{\"expires_at\":\"2020-01-01T00:00:00Z\"}", key)
                        .text("field"))
                .isEqualTo("expires_at");
        assertThat(setExpiry(id, "{}", key).text("field")).isEqualTo("expires_at");
    }

    @Test
    void a_server_without_keys_is_locked_by_the_first_one() {
        SERVER.store.clear();
        SERVER.clock.advance(Duration.ofSeconds(2));

        Answer created = SERVER.post("/v1/keys", "{\"name\":\"me\",\"scopes\":[\"admin\",\"system\"]}");
        SERVER.clock.advance(Duration.ofSeconds(2));

        assertThat(created.status()).as("%s", created).isEqualTo(201);
        assertThat(SERVER.get("/v1/keys").status()).isEqualTo(401);
        assertThat(SERVER.get("/v1/keys", "authorization", "Bearer " + created.text("key"))
                        .json()
                        .findValuesAsText("tenant"))
                .containsExactly("default");
    }
}
