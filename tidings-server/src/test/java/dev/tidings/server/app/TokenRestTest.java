package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.access.Scope;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsServers
class TokenRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static String key(Scope scope) {
        String text =
                SERVER.keys.create("test", "default", Set.of(scope)).text().reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
        return "Bearer " + text;
    }

    @Test
    void a_token_is_valid_for_an_hour_by_default() {
        Answer hour = SERVER.post("/v1/tokens", "{\"recipient\":\"user:42\"}");
        Answer minute = SERVER.post("/v1/tokens", "{\"recipient\":\"user:42\",\"ttl_ms\":60000}");

        assertThat(hour.status()).isEqualTo(201);
        assertThat(hour.text("recipient")).isEqualTo("user:42");
        assertThat(hour.text("expires_at"))
                .isEqualTo(SERVER.clock.instant().plus(Duration.ofHours(1)).toString());
        assertThat(minute.text("expires_at"))
                .isEqualTo(SERVER.clock.instant().plusSeconds(60).toString());
        assertThat(hour.http().headers().get("cache-control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @CsvSource({"SUBSCRIBE, 201", "OPERATE, 403", "SYSTEM, 403", "ADMIN, 201", "PRODUCE, 403"})
    void a_key_without_the_scope_subscribe_cannot_issue_tokens(Scope scope, int status) {
        Answer answer = SERVER.post("/v1/tokens", "{\"recipient\":\"user:42\"}", "authorization", key(scope));

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void a_token_allows_events_only() {
        String token = SERVER.post("/v1/tokens", "{\"recipient\":\"user:42\"}").text("token");
        key(Scope.ADMIN);

        for (String path : new String[] {"/v1/deliveries", "/metrics", "/v1/quarantine"}) {
            Answer answer = SERVER.get(path, "authorization", "Bearer " + token);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.http().contentUtf8()).doesNotContain(token);
        }
        assertThat(SERVER.post("/v1/tokens", "{\"recipient\":\"user:43\"}", "authorization", "Bearer " + token)
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"recipient\":\"\"}",
                "{\"recipient\":\" \"}",
                "{\"recipient\":42}",
                "{\"recipient\":\"u\",\"ttl_ms\":0}",
                "{\"recipient\":\"u\",\"ttl_ms\":86400001}",
                "{\"recipient\":\"u\",\"ttl\":\"1h\"}"
            })
    void an_invalid_request_names_what_was_expected(String body) {
        Answer answer = SERVER.post("/v1/tokens", body);

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.text("expected")).isNotEmpty();
    }
}
