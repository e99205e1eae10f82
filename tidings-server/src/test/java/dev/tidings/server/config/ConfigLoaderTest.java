package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.server.config.EffectiveSetting.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private EffectiveSetting value(LoadedConfiguration loaded, String path) {
        return loaded.values().stream()
                .filter(value -> value.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_blank_variable_is_an_error_and_an_empty_one_means_not_set() {
        assertThat(ConfigTexts.errors("", Map.of("TIDINGS_REDIS_URL", "  ")))
                .singleElement()
                .satisfies(error -> assertThat(error.path()).isEqualTo("redis.url (TIDINGS_REDIS_URL)"));
        assertThat(ConfigTexts.errors("", Map.of("TIDINGS_PUSH_STREAM", ""))).hasSize(1);
        assertThat(ConfigTexts.errors("", Map.of("TIDINGS_OUTBOUND_ALLOW", "10.0.0.0/8, ,10.1.0.0/16")))
                .hasSize(1);
        assertThat(ConfigTexts.LOADER
                        .parseText("", Map.of("TIDINGS_STORE_PASSWORD", "a,,b"))
                        .values())
                .isNotEmpty();
        assertThat(ConfigTexts.LOADER
                        .parseText("redis: {url: \"\"}", Map.of("TIDINGS_OUTBOUND_ALLOW", ""))
                        .configuration()
                        .redis()
                        .url()
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "push.stream, 'push: {stream: \"  \"}'",
        "push.topic, 'push: {topic: \"\u200B\"}'",
        "push.stream, 'push: {stream: \"\"}'",
        "data.dir, 'data: {dir: \" \"}'",
        "redis.url, 'redis: {url: \" \"}'",
        "outbound.allow[1], 'outbound: {allow: [10.0.0.0/8, \" \"]}'",
        "server.host, 'server: {host: \"\u00A0\"}'"
    })
    void a_blank_value_is_an_error_of_its_setting(String setting, String yaml) {
        assertThat(ConfigTexts.errors(yaml, Map.of())).hasSize(1).allSatisfy(error -> {
            assertThat(error.path()).isEqualTo(setting);
            assertThat(error.expected()).isEqualTo("text that is not blank");
        });
    }

    @Test
    void without_a_file_the_defaults_apply() {
        Configuration config = ConfigTexts.read("");
        assertThat(config.server())
                .isEqualTo(new ServerSection(
                        "127.0.0.1",
                        8434,
                        List.of(),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(3),
                        new ServerSection.Tls("", ""),
                        ServerSection.Proxies.NONE));
        assertThat(config.server().loopback()).isTrue();
        assertThat(config.retention().days()).isEqualTo(30);
        assertThat(config.channel("webhook").retry()).isNull();
        assertThat(config.store().file(config.data().dir())).isEqualTo(Path.of("data", "tidings.db"));
    }

    @Test
    void the_example_file_is_the_defaults_and_names_every_setting() throws IOException {
        LoadedConfiguration example =
                ConfigTexts.LOADER.parseText(Files.readString(Path.of("../docs/tidings.example.yaml")), Map.of());
        LoadedConfiguration defaults = ConfigTexts.LOADER.parseText("", Map.of());
        assertThat(example.configuration()).isEqualTo(defaults.configuration());
        assertThat(example.values().stream()
                        .filter(value -> value.origin() == Origin.DEFAULT)
                        .map(EffectiveSetting::path))
                .isEmpty();
    }

    @Test
    void a_file_overrides_defaults() {
        Configuration config = ConfigTexts.read("""
            server: {host: 0.0.0.0, port: 9000}
            outbound: {allow: [127.0.0.0/8, "::1"]}
            routing: {"build.*": [webhook, email], invoice.paid: email}
            channels:
              webhook:
                concurrency: 8
                retry: {min: 200ms, max: 2s, max_attempts: 4, jitter: 0}
                retry_by_type:
                  "build.*": {schedule: [0s, 1s]}
              email: {host: mail.example.org, port: 587, starttls: true, password: 12345}
            """);
        assertThat(config.server().loopback()).isFalse();
        assertThat(config.outbound().allow()).containsExactly("127.0.0.0/8", "::1");
        assertThat(config.routing())
                .containsEntry("build.*", List.of("webhook", "email"))
                .containsEntry("invoice.paid", List.of("email"));
        ChannelSection webhook = config.channel("webhook");
        assertThat(webhook.concurrency()).isEqualTo(8);
        assertThat(webhook.retry())
                .isEqualTo(new RetryPolicy(4, Duration.ofMillis(200), Duration.ofSeconds(2), List.of(), 0));
        assertThat(webhook.retryByType())
                .hasEntrySatisfying(
                        "build.*",
                        retry -> assertThat(retry.schedule()).containsExactly(Duration.ZERO, Duration.ofSeconds(1)));
        assertThat(config.channel("email").settings())
                .isEqualTo(Map.of("host", "mail.example.org", "port", 587, "starttls", true, "password", 12345));
    }

    @Test
    void all_errors_are_reported_with_path_value_and_expectation() {
        List<ConfigError> errors = ConfigTexts.errors("""
            server: {port: 80000, hots: x}
            dispatch: {lease: soon, batch: 501}
            outbound: {allow: [10.0.0.0/8, nonsense]}
            routing: {"*.failed": [webhook], build.done: [pigeon]}
            channels:
              webhok: {}
              webhook: {concurrency: many, retry: {min: 5m, max: 1s}}
              email: {retry: {max: 31d}}
              feishu: {retry: {schedule: [0s, 31d]}}
            retention: {idempotency_days: 3}
            log: {format: yaml}
            limits: [1]
            """, Map.of("TIDINGS_STORE_BATCH", "0"));
        assertThat(errors.stream().map(ConfigError::toString))
                .anySatisfy(e -> assertThat(e).isEqualTo("server.port: 80000; expected a whole number from 0 to 65535"))
                .anySatisfy(e -> assertThat(e)
                        .isEqualTo("server.hots: an unknown setting; expected one of host, port, allowed_hosts,"
                                + " shutdown_grace, drain_delay, tls, trusted_proxies,"
                                + " client_address_header, roles; did you mean 'host'?"))
                .anySatisfy(e -> assertThat(e).startsWith("dispatch.lease: soon; expected a duration such as 500ms"))
                .anySatisfy(e -> assertThat(e).startsWith("dispatch.batch: 501"))
                .anySatisfy(
                        e -> assertThat(e).startsWith("outbound.allow[1]: nonsense; expected an address or a range"))
                .anySatisfy(e -> assertThat(e).startsWith("routing.*.failed: [webhook]; expected a type"))
                .anySatisfy(e -> assertThat(e)
                        .isEqualTo("routing.build.done[0]: pigeon; expected one of email, feishu, push, webhook"))
                .anySatisfy(e -> assertThat(e)
                        .isEqualTo("channels.webhok: an unknown setting; expected one of email, feishu, push, webhook;"
                                + " did you mean 'webhook'?"))
                .anySatisfy(e -> assertThat(e).startsWith("channels.webhook.concurrency: many"))
                .anySatisfy(e ->
                        assertThat(e).isEqualTo("channels.webhook.retry.max: 1s; expected at least min, which is 5m"))
                .anySatisfy(e -> assertThat(e).startsWith("channels.email.retry.max: 31d"))
                .anySatisfy(e -> assertThat(e)
                        .isEqualTo("channels.feishu.retry.schedule: a delay of 31d; expected delays of at most 30d"))
                .anySatisfy(e -> assertThat(e).startsWith("retention.idempotency_days: 3"))
                .anySatisfy(e -> assertThat(e).isEqualTo("log.format: yaml; expected one of human, json"))
                .anySatisfy(e -> assertThat(e).startsWith("limits: a list; expected a section"))
                .anySatisfy(e -> assertThat(e).startsWith("store.batch (TIDINGS_STORE_BATCH): 0"))
                .hasSize(16);
    }

    @Test
    void a_variable_overrides_the_file() {
        LoadedConfiguration loaded = ConfigTexts.LOADER.parseText(
                "server: {port: 9000}\nchannels: {email: {smtp: {host: a}, password: x}}",
                Map.of(
                        "TIDINGS_SERVER_PORT", "9001",
                        "TIDINGS_OUTBOUND_ALLOW", "127.0.0.0/8, 10.0.0.0/8",
                        "TIDINGS_CHANNELS_EMAIL_SMTP_HOST", "b",
                        "TIDINGS_CHANNELS_EMAIL_PASSWORD", "0042",
                        "TIDINGS_CHANNELS_EMAIL_FROM", "a@example.org",
                        "TIDINGS_CHANNELS_WEBHOOK_RETRY_MAX_ATTEMPTS", "3"));
        Configuration config = loaded.configuration();
        assertThat(config.server().port()).isEqualTo(9001);
        assertThat(config.outbound().allow()).containsExactly("127.0.0.0/8", "10.0.0.0/8");
        assertThat(config.channel("email").settings())
                .isEqualTo(Map.of("smtp", Map.of("host", "b"), "password", "0042", "from", "a@example.org"));
        assertThat(config.channel("webhook").retry())
                .extracting(RetryPolicy::maxAttempts)
                .isEqualTo(3);
        assertThat(value(loaded, "server.port").origin()).isEqualTo(Origin.ENV);
        assertThat(value(loaded, "channels.email.password").value()).isEqualTo("****");
        assertThat(value(loaded, "log.level").origin()).isEqualTo(Origin.DEFAULT);
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void an_unknown_variable_is_a_warning() {
        LoadedConfiguration loaded = ConfigTexts.LOADER.parseText(
                "", Map.of("TIDINGS_SERVER_PROT", "1", "TIDINGS_KEY", "secret", "PATH", "/"));
        assertThat(loaded.warnings())
                .containsExactly("unknown variable TIDINGS_SERVER_PROT; did you mean TIDINGS_SERVER_PORT?");
    }

    @Test
    void a_mistyped_lane_setting_is_not_treated_as_a_channel_setting() {
        assertThat(ConfigTexts.errors("channels: {webhook: {concurency: 3}}", Map.of()))
                .singleElement()
                .satisfies(error -> assertThat(error.toString()).endsWith("did you mean 'concurrency'?"));
    }

    @Test
    void malformed_yaml_and_duplicate_keys_are_reported_with_their_position(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("tidings.yaml"), "server:\n  port: 1\n  port: 2\n");
        assertThatThrownBy(() -> ConfigTexts.LOADER.load(null, dir, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + " at line 3")
                .hasMessageContaining("port");
        assertThatThrownBy(() -> ConfigTexts.LOADER.load(Path.of("absent.yaml"), dir, Map.of()))
                .hasMessageContaining("absent.yaml")
                .hasMessageContaining("expected a readable file");
    }

    @Test
    void the_default_file_is_read_if_it_exists(@TempDir Path dir) throws IOException {
        assertThat(ConfigTexts.LOADER.load(null, dir, Map.of()).source()).isEqualTo("defaults and environment");
        Files.writeString(dir.resolve("tidings.yaml"), "server: {port: 1234}");
        assertThat(ConfigTexts.LOADER
                        .load(null, dir, Map.of())
                        .configuration()
                        .server()
                        .port())
                .isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log: {level: info}\n---\nlog: {level: debug}\n", "log: {level: info}\n---\n"})
    void a_second_yaml_document_is_refused(String yaml) {
        assertThatThrownBy(() -> ConfigTexts.LOADER.parseText(yaml, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than one YAML document");
    }
}
