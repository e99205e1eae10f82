package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics over REST. */
@NeedsServers
class TopicRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void subscribers_are_added_listed_and_removed() {
        Answer added = add("\"user:42\",\"user:43\",\"user:42\"");
        assertThat(added.status()).as("%s", added).isEqualTo(200);
        assertThat(added.json().path("added").asInt()).isEqualTo(2);
        assertThat(added.json().path("subscribers").asInt()).isEqualTo(2);
        assertThat(add("\"user:43\"").json().path("added").asInt()).isZero();

        Answer first = SERVER.get("/v1/topics/releases/subscribers?limit=1");
        Answer second = SERVER.get("/v1/topics/releases/subscribers?limit=1&cursor=" + first.text("next_cursor"));
        assertThat(first.json().at("/recipients/0").asText()).isEqualTo("user:42");
        assertThat(second.json().at("/recipients/0").asText()).isEqualTo("user:43");
        assertThat(second.json().has("next_cursor")).isFalse();

        Answer removed = remove("\"user:42\",\"user:99\"");
        assertThat(removed.json().path("removed").asInt()).isEqualTo(1);
        assertThat(removed.json().path("subscribers").asInt()).isEqualTo(1);
        assertThat(remove("\"user:42\"").json().path("removed").asInt()).isZero();
    }

    @Test
    void a_topic_is_created_described_listed_and_deleted() {
        Answer created = SERVER.put("/v1/topics/releases", "{\"description\":\"New releases\"}");
        assertThat(created.status()).as("%s", created).isEqualTo(201);
        add("\"user:42\"");

        Answer shown = SERVER.get("/v1/topics/releases");
        assertThat(shown.text("description")).isEqualTo("New releases");
        assertThat(shown.json().path("subscribers").asInt()).isEqualTo(1);
        Answer same = SERVER.put("/v1/topics/releases", shown.http().contentUtf8());
        assertThat(same.status()).isEqualTo(200);
        assertThat(SERVER.get("/v1/topics").json().at("/topics/0/id").asText()).isEqualTo("releases");

        assertThat(SERVER.send(HttpMethod.DELETE, "/v1/topics/releases", null).status())
                .isEqualTo(204);
        assertThat(SERVER.get("/v1/topics/releases").status()).isEqualTo(404);
        assertThat(SERVER.get("/v1/topics/releases/subscribers").status()).isEqualTo(404);
        assertThat(SERVER.send(HttpMethod.DELETE, "/v1/topics/releases", null).status())
                .isEqualTo(404);
    }

    @Test
    void a_list_longer_than_a_slice_is_stored_whole() {
        Answer added =
                add(IntStream.range(0, 777).mapToObj(i -> "\"user:" + i + '"').collect(Collectors.joining(",")));

        assertThat(added.json().path("added").asInt()).as("%s", added).isEqualTo(777);
        assertThat(SERVER.get("/v1/topics/releases").json().path("subscribers").asInt())
                .isEqualTo(777);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        releases | {"recipients":[]}           | invalid_field | recipients    | at least one
        releases | {"recipients":["a","\\u0007"]} | invalid_field | recipients[1] | without control characters
        releases | {"recipients":[" "]}        | invalid_field | recipients[0] | not blank
        re%20l   | {"recipients":["a"]}        | invalid_field | topic         | letters, digits
        """)
    void what_is_invalid_is_named(String topic, String body, String code, String field, String expected) {
        Answer answer = SERVER.put("/v1/topics/" + topic + "/subscribers", body);

        assertThat(answer.text("code")).as("%s", answer).isEqualTo(code);
        assertThat(answer.text("field")).isEqualTo(field);
        assertThat(answer.text("expected")).contains(expected);
    }

    @Test
    void a_topic_over_its_limit_is_refused() {
        for (int from = 0; from < EdgeServer.SUBSCRIBERS_PER_TOPIC; from += 10_000) {
            add(IntStream.range(from, from + 10_000)
                    .mapToObj(i -> "\"user:" + i + '"')
                    .collect(Collectors.joining(",")));
        }

        Answer answer = add("\"one more\"");

        assertThat(answer.text("code")).as("%s", answer).isEqualTo("limit_exceeded");
        assertThat(answer.text("limit")).isEqualTo("at most 20000 subscribers per topic");
    }

    private static Answer add(String recipients) {
        return SERVER.put("/v1/topics/releases/subscribers", "{\"recipients\":[" + recipients + "]}");
    }

    private static Answer remove(String recipients) {
        return SERVER.post("/v1/topics/releases/subscribers:remove", "{\"recipients\":[" + recipients + "]}");
    }
}
