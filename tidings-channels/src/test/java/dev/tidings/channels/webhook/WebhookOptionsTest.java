package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.problem.ProblemException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookOptionsTest {
    private final WebhookChannel channel = new WebhookChannel();

    private void check(EndpointAuth auth, Map<String, String> settings, String... secrets) {
        channel.checkEndpoint(Hooks.endpoint("https://example.com/", auth, settings, secrets));
    }

    @Test
    void body_and_headers_are_parsed() {
        WebhookOptions options = WebhookOptions.of(Hooks.endpoint(
                "https://example.com/",
                new EndpointAuth.None(),
                Map.of("body", "raw", "header.X-Team", "payments", "retry_max_attempts", "3")));
        assertThat(options).isEqualTo(new WebhookOptions(true, Map.of("x-team", "payments"), null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        body              | xml          | settings.body is xml; expected envelope or raw
        colour            | red          | settings.colour is an unknown setting
        rate_per_second   | many         | settings.rate_per_second is many; expected a number
        rate_per_second   | 0            | settings.rate_per_second is 0; expected a number
        retry_min         | soon         | settings.retry_min is soon; expected a duration
        retry_min         | 31d          | settings.retry_min is 31d; expected a duration such as 30s, 5m or 2h, at most 30d
        retry_max         | 999999999d   | at most 30d
        final_statuses    | 200          | settings.final_statuses is 200; expected statuses from 300 to 599
        final_statuses    | 410          | 410 has its own meaning
        retry_max_attempts | 0           | settings.retry_max_attempts is 0
        header.           | x            | settings.header.
        header.X Y        | x            | a header name
        header.Host       | evil.example | does not set itself
        header.Webhook-Id | 1            | does not set itself
        header.Content-Length | 0        | does not set itself
        header.Proxy-Authorization | x   | does not set itself
        header.Authorization | Bearer x  | put them into auth
        header.X-A        | 'a\u0000b'   | printable ASCII
        header.X-A        | grün         | printable ASCII
        header.X-A        | ''           | printable ASCII
        """)
    void an_invalid_setting_is_an_error_that_names_it(String name, String value, String message) {
        assertThatThrownBy(() -> check(new EndpointAuth.None(), Map.of(name, value)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_line_break_in_a_header_is_refused() {
        assertThatThrownBy(() -> check(new EndpointAuth.None(), Map.of("header.X-A", "a\r\nX-Evil: 1")))
                .hasMessageContaining("printable ASCII");
    }

    @Test
    void the_number_of_headers_is_limited() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 21; i++) {
            many.put("header.X-" + i, "v");
        }
        assertThatThrownBy(() -> check(new EndpointAuth.None(), many)).hasMessageContaining("at most 20");
        many.remove("header.X-0");
        check(new EndpointAuth.None(), many);
    }

    @Test
    void invalid_credentials_are_refused_without_showing_them() {
        assertThatThrownBy(() -> check(new EndpointAuth.Bearer(new Secret("sesame\n")), Map.of()))
                .hasMessageContaining("auth.token")
                .hasMessageNotContaining("sesame");
        assertThatThrownBy(() -> check(new EndpointAuth.Header("X-Key", new Secret("sesame\r")), Map.of()))
                .hasMessageContaining("auth.value")
                .hasMessageNotContaining("sesame");
        assertThatThrownBy(() -> check(new EndpointAuth.Header("Host", new Secret("sesame")), Map.of()))
                .hasMessageContaining("auth.name is Host");
        assertThatThrownBy(() -> check(new EndpointAuth.Basic("a:b", new Secret("sesame")), Map.of()))
                .hasMessageContaining("auth.username");
        check(new EndpointAuth.Header("Authorization", new Secret("Splunk 123")), Map.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 65, 100})
    void a_symmetric_secret_of_the_wrong_length_is_refused(int bytes) {
        String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
        assertThatThrownBy(() -> check(new EndpointAuth.None(), Map.of(), secret))
                .hasMessageContaining("secret is ")
                .hasMessageContaining("24 to 64 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "whsec_%%%", "whsk_AAAA", "whpk_AAAA"})
    void a_secret_of_another_form_is_refused(String secret) {
        assertThatThrownBy(() -> check(new EndpointAuth.None(), Map.of(), secret))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Base64");
    }

    @ParameterizedTest
    @CsvSource({"whsec_,24", "whsec_,64", "whsk_,32", "whsk_,64"})
    void secrets_of_the_right_length_are_accepted(String prefix, int bytes) {
        String secret = prefix + Base64.getEncoder().encodeToString(new byte[bytes]);
        check(new EndpointAuth.None(), Map.of(), secret);
    }
}
