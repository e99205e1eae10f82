package dev.tidings.core.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    @ParameterizedTest
    @CsvSource({
        "hunter2, ****",
        "fifteen-letters, ****",
        "sixteen-letters!, si...s!",
        "token-token-token-token, to...en",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, whse...LaSw"
    })
    void a_mask_shows_at_most_a_quarter_and_nothing_of_a_short_secret(String secret, String mask) {
        assertThat(Masking.secret(secret)).isEqualTo(mask);
        assertThat(Masking.masked(mask)).isTrue();
        assertThat(Masking.masked(secret)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "client-secret",
                "header.X-Api-Key",
                "header.Authorization",
                "Cookie",
                "sasl.jaas.config",
                "access_key_id"
            })
    void names_of_secrets_are_recognized(String name) {
        assertThat(Masking.secretName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"address", "idempotency_key", "dedupe_key", "token_ttl", "retry_min", "X-Team"})
    void other_names_are_not_secret(String name) {
        assertThat(Masking.secretName(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.com/hook|https://example.com/hook",
                "https://example.com:8443/@me/hook|https://example.com:8443/@me/hook",
                "ftp://user:passw0rd@example.com/x|ftp://****@example.com/x",
                "http://user:pass/w@rd@example.com/|http://****@example.com/",
                "http://user:pass?w@example.com/|http://****?…",
                "http://user:pass w@rd@example.com/|http://****@example.com/",
                "https://example.com/hook?token=t|https://example.com/hook?…",
                "https://example.com/@me?token=t@x|https://example.com/@me?…",
                "https://example.com/hook#token=t|https://example.com/hook#…",
                "user:passw0rd@example.com/hook|****@example.com/hook",
                "ann@example.com|ann@example.com",
                "not a url|not a url"
            })
    void an_address_is_shown_without_credentials_and_parameters(String address, String shown) {
        assertThat(Masking.address(address)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://:p/w@cache:6379/0|redis://****@cache:6379/0",
                "jdbc:postgresql://db/t?sslmode=require&password=p@ss|jdbc:postgresql://db/t?sslmode=require&password=****",
                "jdbc:mariadb://db/t?trustStorePassword=tell&x=1|jdbc:mariadb://db/t?trustStorePassword=****&x=1",
                "jdbc:postgresql://a:5432,b:5432/t|jdbc:postgresql://a:5432,b:5432/t",
                "sqlite:tidings.db|sqlite:tidings.db",
                "https://keys.example.com/jwks.json?v=1|https://keys.example.com/jwks.json?v=1"
            })
    void the_url_of_a_setting_keeps_parameters_that_are_not_secret(String url, String shown) {
        assertThat(Masking.url(url)).isEqualTo(shown);
    }
}
