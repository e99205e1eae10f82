package dev.tidings.channels.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http://example.com                  | http://example.com/ | 80
        https://example.com/a/b             | https://example.com/a/b | 443
        HTTPS://Example.COM:8443/A          | https://example.com:8443/A | 8443
        http://example.com.:81/             | http://example.com.:81/ | 81
        http://my_service:9000/hook         | http://my_service:9000/hook | 9000
        https://bücher.example/x            | https://xn--bcher-kva.example/x | 443
        https://straße.de/x                 | https://xn--strae-oqa.de/x | 443
        https://192.0.2.1/                  | https://192.0.2.1/ | 443
        https://[2001:db8::1]:444/          | https://[2001:db8::1]:444/ | 444
        https://example.com?a=b             | https://example.com/?… | 443
        https://1.example/                  | https://1.example/ | 443
        """)
    void a_url_is_parsed(String url, String shown, int port) {
        TargetUrl target = TargetUrl.parse("address", url);
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
                "http://127.0.0.1_/",
                "http://_hooks.example.com/",
                "http://example.1st/",
                "http://example.com/a%0d%0aX-Evil:%201",
                "http://example.com/%00",
                "http://example.com/?a=%00",
                "http://example.com/%7f",
                "http://①②⑦.0.0.1.1/"
            })
    void an_invalid_url_is_an_error_that_names_the_field(String url) {
        assertThatThrownBy(() -> TargetUrl.parse("endpoint.address", url))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("endpoint.address is ")
                .hasMessageContaining("expected");
    }

    @Test
    void credentials_in_the_url_are_refused_without_repeating_them() {
        assertThatThrownBy(() -> TargetUrl.parse("address", "https://ann:sesame@example.com/"))
                .hasMessageContaining("auth")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void urls_are_limited_to_2048_characters() {
        String longest = "https://example.com/" + "a".repeat(TargetUrl.MAX_CHARS - "https://example.com/".length());
        assertThat(TargetUrl.parse("address", longest).path()).hasSize(2048 - "https://example.com".length());
        assertThatThrownBy(() -> TargetUrl.parse("address", longest + "a"))
                .hasMessageContaining("2049 characters; expected at most 2048");
    }
}
