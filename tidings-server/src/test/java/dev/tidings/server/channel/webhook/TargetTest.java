package dev.tidings.server.channel.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://example.com                  | http://example.com/ | 80
            https://example.com/a/b             | https://example.com/a/b | 443
            HTTPS://Example.COM:8443/A          | https://example.com:8443/A | 8443
            http://example.com.:81/             | http://example.com.:81/ | 81
            http://my_service:9000/hook         | http://my_service:9000/hook | 9000
            https://bücher.example/x            | https://xn--bcher-kva.example/x | 443
            https://192.0.2.1/                  | https://192.0.2.1/ | 443
            https://[2001:db8::1]:444/          | https://[2001:db8::1]:444/ | 444
            https://example.com?a=b             | https://example.com/?… | 443
            https://1.example/                  | https://1.example/ | 443
            """)
    void a_url_is_taken_apart(String url, String shown, int port) {
        Target target = Target.parse("address", url);
        assertThat(target.shown()).isEqualTo(shown);
        assertThat(target.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "//example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "http:///path",
                "http:example.com",
                "http://",
                "http://:80/",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://example.com:abc/",
                "http://example.com:/x",
                "http://exa mple.com/",
                "http://example.com\\@10.0.0.1/",
                "http://example..com/",
                "http://-example.com/",
                "http://example.com/#part",
                "http://example.com/\r\nX-Evil: 1",
                "http://[::1/",
                "http://[fe80::1%25eth0]/",
                "http://[127.0.0.1]/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://127.1/",
                "http://0177.0.0.1/",
                "http://127.0.0.1.5/",
                "http://127.0.0.1./",
                "http://1.2.3.4.0x5/",
                "http://①②⑦.0.0.1.1/"
            })
    void what_is_no_plain_http_url_is_an_error_that_names_the_field(String url) {
        assertThatThrownBy(() -> Target.parse("endpoint.address", url))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("endpoint.address is ")
                .hasMessageContaining("expected");
    }

    @Test
    void credentials_in_the_url_are_refused_without_repeating_them() {
        assertThatThrownBy(() -> Target.parse("address", "https://ann:sesame@example.com/"))
                .hasMessageContaining("auth")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void a_url_of_2048_characters_is_taken_and_a_longer_one_is_not() {
        String longest = "https://example.com/" + "a".repeat(Target.MAX_CHARS - "https://example.com/".length());
        assertThat(Target.parse("address", longest).path()).hasSize(2048 - "https://example.com".length());
        assertThatThrownBy(() -> Target.parse("address", longest + "a"))
                .hasMessageContaining("at most 2048 characters, not 2049");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://10.0.0.1:8080/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://169.254.169.254/latest/meta-data",
                "http://[64:ff9b::10.0.0.1]/",
                "http://[fd00:ec2::254]/"
            })
    void a_blocked_literal_is_refused_when_it_is_put_and_the_message_names_the_setting(String url) {
        try (WebhookChannel channel = new WebhookChannel()) {
            channel.start(Hooks.context(
                    Map.of(),
                    dev.tidings.server.channel.outbound.OutboundPolicy.publicOnly(),
                    InstantSource.fixed(Hooks.NOW)));
            assertThatThrownBy(() -> channel.checkAddress("address", url))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("address is ")
                    .hasMessageContaining("outbound.allow");
            channel.checkAddress("address", "https://1.1.1.1/");
            channel.checkAddress("address", "https://localhost/");
        }
    }
}
