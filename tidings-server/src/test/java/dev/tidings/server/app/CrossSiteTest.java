package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.server.tail.SseTail;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by a page of another site, through a local browser, on a server without keys. */
@NeedsServers
class CrossSiteTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String ACK = "/v1/events/dlv_00000000000000000000000000/acks";

    @ParameterizedTest
    @CsvSource({
        "sec-fetch-site, cross-site",
        "sec-fetch-site, same-site",
        "origin, https://evil.example",
        "origin, http://127.0.0.1:1",
        "origin, null"
    })
    void a_cross_site_page_cannot_open_a_stream_or_fake_presence(String header, String value) {
        for (String path : new String[] {"/v1/events", "/v1/events/ws"}) {
            Answer answer = SERVER.get(path + "?recipient=victim", header, value);

            assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(403);
            assertThat(answer.text("field")).isEqualToIgnoringCase(header);
        }
        assertThat(SERVER.get("/v1/presence?recipient=victim")
                        .json()
                        .at("/recipients/0/subscriptions")
                        .asInt())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "sec-fetch-site, cross-site",
        "sec-fetch-site, same-site",
        "origin, https://evil.example",
        "origin, null"
    })
    void a_cross_site_page_cannot_acknowledge_an_event(String header, String value) {
        Answer answer = SERVER.post(ACK, "{\"state\":\"read\"}", header, value);

        assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void the_server_s_own_page_and_other_programs_can_subscribe(String site) throws Exception {
        try (SseTail tail = new SseTail(SERVER.port(), "/v1/events?recipient=me", "sec-fetch-site", site)) {
            tail.next("fresh");
        }
        assertThat(SERVER.post(ACK, "{\"state\":\"read\"}", "sec-fetch-site", site)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_page_of_an_allowed_origin_can_subscribe() throws Exception {
        try (SseTail tail = new SseTail(
                SERVER.port(),
                "/v1/events?recipient=me",
                "origin",
                "https://app.test",
                "sec-fetch-site",
                "cross-site")) {
            tail.next("fresh");
        }
    }
}
