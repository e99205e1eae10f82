package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Profiles of recipients over REST. */
@NeedsServers
class RecipientRestTest {
    private static final String PATH = "/v1/recipients/user:42";

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void a_profile_is_put_read_and_sent_back() {
        Answer created = SERVER.put(PATH, """
            {"locale":"DE-at","time_zone":"Europe/Vienna","attributes":{"name":"Ann","plan":{"users":3}}}\
            """);
        assertThat(created.status()).as("%s", created).isEqualTo(201);
        assertThat(created.text("locale")).isEqualTo("de-AT");

        Answer shown = SERVER.get(PATH);
        assertThat(shown.json()).isEqualTo(created.json());
        assertThat(shown.json().at("/attributes/plan/users").asInt()).isEqualTo(3);
        assertThat(shown.http().headers().get("etag")).isEqualTo('"' + shown.text("etag") + '"');

        SERVER.clock.advance(java.time.Duration.ofMinutes(1));
        Answer same = SERVER.put(PATH, shown.http().contentUtf8());
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json()).isEqualTo(shown.json());
    }

    @Test
    void a_recipient_without_a_profile_is_not_found() {
        SERVER.put(PATH + "/endpoints/webhook", "{\"address\":\"http://127.0.0.1:9/\"}");

        assertThat(SERVER.get(PATH).text("code")).isEqualTo("not_found");
        assertThat(patch("{\"locale\":\"de\"}").text("code")).isEqualTo("not_found");
        assertThat(patch("{\"locale\":\"de\"}", "if-match", "*").text("code")).isEqualTo("precondition_failed");
    }

    @Test
    void a_patch_applies_only_to_the_version_that_was_read() {
        Answer created = SERVER.put(PATH, "{\"locale\":\"de\",\"attributes\":{\"name\":\"Ann\",\"age\":7}}");
        String read = '"' + created.text("etag") + '"';

        Answer patched = patch("{\"time_zone\":\"UTC\",\"attributes\":{\"age\":null}}", "if-match", read);
        assertThat(patched.status()).as("%s", patched).isEqualTo(200);
        assertThat(patched.text("time_zone")).isEqualTo("UTC");
        assertThat(patched.text("locale")).isEqualTo("de");
        assertThat(patched.json().path("attributes").toString()).isEqualTo("{\"name\":\"Ann\"}");

        Answer late = patch("{\"locale\":\"fr\"}", "if-match", read);
        assertThat(late.text("code")).as("%s", late).isEqualTo("precondition_failed");
        Answer lateToo = SERVER.put(PATH, "{}", "if-match", read);
        assertThat(lateToo.text("code")).isEqualTo("precondition_failed");
        assertThat(SERVER.get(PATH).text("locale")).isEqualTo("de");
    }

    @Test
    void profiles_are_listed_page_by_page() {
        SERVER.put("/v1/recipients/user:43", "{}");
        SERVER.put(PATH, "{}");

        Answer first = SERVER.get("/v1/recipients?limit=1");
        Answer second = SERVER.get("/v1/recipients?limit=1&cursor=" + first.text("next_cursor"));

        assertThat(first.json().at("/recipients/0/id").asText()).isEqualTo("user:42");
        assertThat(second.json().at("/recipients/0/id").asText()).isEqualTo("user:43");
        assertThat(second.json().has("next_cursor")).isFalse();
    }

    @Test
    void what_is_invalid_is_named() {
        Answer zone = SERVER.put(PATH, "{\"time_zone\":\"Mars/Olympus\"}");
        assertThat(zone.status()).isEqualTo(400);
        assertThat(zone.text("field")).isEqualTo("time_zone");
        Answer recipient = SERVER.put("/v1/recipients/" + "r".repeat(513), "{}");
        assertThat(recipient.text("field")).as("%s", recipient).isEqualTo("recipient");
        assertThat(SERVER.get("/v1/recipients?cursor=x").text("field")).isEqualTo("cursor");
    }

    private static Answer patch(String body, String... headers) {
        return SERVER.send(HttpMethod.PATCH, PATH, body.getBytes(StandardCharsets.UTF_8), headers);
    }
}
