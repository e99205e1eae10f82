package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.delivery.ConcurrencyLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single sections of a configuration accept, refuse and hide. */
class ConfigSectionTest {
    @Test
    void limits_of_concurrency_keys_are_read_by_key_and_prefix() {
        ConcurrencyLimits limits = ConfigTexts.read(
                        "dispatch: {concurrency_limit: 2, concurrency_limits: [a=b=3, 'crm-*=1000']}")
                .dispatch()
                .concurrency();

        assertThat(limits).isEqualTo(new ConcurrencyLimits(2, Map.of("a=b", 3, "crm-*", 1_000)));
        assertThat(ConfigTexts.read("dispatch: {concurrency_limits: {a=b: 3, crm-*: 1000}, concurrency_limit: 2}")
                        .dispatch()
                        .concurrency())
                .as("as a section")
                .isEqualTo(limits);
        assertThat(ConfigTexts.errors("dispatch: {concurrency_limits: {crm: {limit: 3}}}", Map.of()))
                .singleElement()
                .satisfies(
                        error -> assertThat(error.toString()).contains("concurrency_limits", "a list of plain values"));
        assertThat(ConfigTexts.errors("server: {allowed_hosts: {a: b}}", Map.of()))
                .singleElement()
                .satisfies(error -> assertThat(error.toString()).contains("allowed_hosts", "a list such as [a, b]"));
        assertThat(ConfigTexts.read("").dispatch().concurrency()).isEqualTo(ConcurrencyLimits.ONE);
        for (String wrong : List.of("crm", "crm=0", "crm=1001", "a*b=1", "=1")) {
            assertThat(ConfigTexts.errors("", Map.of("TIDINGS_DISPATCH_CONCURRENCY_LIMITS", wrong)))
                    .singleElement()
                    .satisfies(error -> assertThat(error.toString()).contains(wrong, "PREFIX*=LIMIT"));
        }
    }

    @Test
    void dedupe_keys_of_a_channel_may_be_shared() {
        assertThat(ConfigTexts.read("").channel("feishu").dedupeByChannel()).isFalse();
        assertThat(ConfigTexts.read("channels: {feishu: {dedupe: channel}}")
                        .channel("feishu")
                        .dedupeByChannel())
                .isTrue();
        assertThat(ConfigTexts.errors("channels: {feishu: {dedupe: tenant}}", Map.of()))
                .extracting(ConfigError::path)
                .containsExactly("channels.feishu.dedupe");
    }

    @Test
    void an_empty_routing_rule_or_duplicate_channels_are_refused() {
        for (String none : List.of("[]", "", "null", "''", "['']")) {
            assertThat(ConfigTexts.errors("routing: {build.done: " + none + "}", Map.of()).stream()
                            .map(ConfigError::toString))
                    .as(none)
                    .anySatisfy(error -> assertThat(error).startsWith("routing.build.done"));
        }
        assertThat(ConfigTexts.errors("routing: {build.done: [webhook, email, webhook]}", Map.of()).stream()
                        .map(ConfigError::toString))
                .containsExactly("routing.build.done[2]: webhook; expected each channel at most once");
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite:other.db, SQLITE, data/other.db",
        "'', SQLITE, data/tidings.db",
        "jdbc:postgresql://db.example.com:5432/tidings?user=me&password=pw, POSTGRES,"
                + " jdbc:postgresql://db.example.com:5432/tidings",
        "jdbc:mariadb://me:pw@db.example.com/tidings?sslMode=trust, MARIADB, jdbc:mariadb://db.example.com/tidings",
    })
    void a_store_is_named_without_its_credentials(String url, StoreSection.Kind kind, String name) {
        StoreSection store = ConfigTexts.read("store: {url: \"" + url + "\"}").store();

        assertThat(store.kind()).isEqualTo(kind);
        assertThat(store.name(Path.of("data"))).isEqualTo(name);
        assertThat(store.toString()).doesNotContain("pw");
    }

    @Test
    void secrets_of_a_store_are_never_shown() {
        String key = "0123456789abcdef".repeat(4);
        LoadedConfiguration loaded = ConfigTexts.LOADER.parseText(
                "store: {url: 'jdbc:mariadb://db/t?trustStorePassword=tell-nobody', secret_key: " + key + "}",
                Map.of("TIDINGS_STORE_PASSWORD", "tell, nobody"));

        assertThat(loaded.configuration().store().password().reveal()).isEqualTo("tell, nobody");
        assertThat(loaded.configuration().store().secretKey().reveal()).isEqualTo(key);
        assertThat(loaded.values())
                .noneSatisfy(value -> assertThat(value.value()).contains("nobody"))
                .noneSatisfy(value -> assertThat(value.value()).contains(key));
        assertThat(ConfigTexts.errors("store: {secret_key: tell-nobody, url: 'jdbc:oracle:x'}", Map.of()))
                .extracting(ConfigError::toString)
                .anySatisfy(error -> assertThat(error).contains("store.secret_key", "64 hexadecimal digits"))
                .anySatisfy(error -> assertThat(error).contains("store.url", "jdbc:mariadb:"))
                .noneSatisfy(error -> assertThat(error).contains("tell-nobody"));
    }

    @Test
    void images_have_a_command_an_environment_and_defaults() {
        RuntimesSection runtimes = ConfigTexts.read("""
            runtimes:
              readiness: http
              readiness_path: /healthz
              catalogue:
                "arena:1.4": {command: [/opt/arena, --fast], env: {MAP: desert, SEED: 1.10}, port: 7100, network: bridge}
                "chess:2": {command: [chess], readiness: tcp}
              docker: {cpus: 0.5, pull: never}
            """).runtimes();
        assertThat(runtimes.catalogue().get("arena:1.4"))
                .isEqualTo(new RuntimesSection.CatalogueSection(
                        List.of(Sensitive.url("/opt/arena"), Sensitive.secret("--fast")),
                        Map.of("MAP", Sensitive.secret("desert"), "SEED", Sensitive.secret("1.1")),
                        7100,
                        new RuntimesSection.ReadinessSection("http", "/healthz"),
                        "bridge"));
        assertThat(runtimes.catalogue())
                .hasEntrySatisfying(
                        "chess:2",
                        chess -> assertThat(chess.readiness().probe()).isEqualTo("tcp"));
        assertThat(runtimes.docker().cpus()).isEqualByComparingTo("0.5");
        assertThat(runtimes.toString()).doesNotContain("desert");
    }

    @Test
    void invalid_runtime_settings_are_named() {
        assertThatThrownBy(() -> ConfigTexts.read("""
            runtimes:
              readiness_path: "no slash"
              catalogue: {"arena:1": {command: [x], prot: 1}}
              docker: {cpus: many, prefix: A-b, host: "ssh://there"}
            """))
                .hasMessageContaining("runtimes.readiness_path: no slash")
                .hasMessageContaining("runtimes.catalogue.arena:1.prot: an unknown setting")
                .hasMessageContaining("did you mean 'port'")
                .hasMessageContaining("runtimes.docker.cpus: many")
                .hasMessageContaining("runtimes.docker.prefix: A-b")
                .hasMessageContaining("runtimes.docker.host: ssh://there");
    }

    @Test
    void kafka_properties_come_from_file_and_variables_and_secrets_are_masked() {
        LoadedConfiguration loaded = ConfigTexts.LOADER.parseText(
                """
                kafka:
                  bootstrap: [a:9092, b:9092]
                  client: {security.protocol: SASL_SSL, ssl: {truststore: {type: PEM}}, ssl.keystore.key: tell-nobody}
                intake: {kafka: {enabled: true}}
                push: {log: kafka}
                """, Map.of("TIDINGS_KAFKA_CLIENT_SASL_JAAS_CONFIG", "module required password=tell-nobody;"));

        KafkaSection kafka = loaded.configuration().kafka();
        assertThat(kafka.bootstrap()).isEqualTo("a:9092,b:9092");
        assertThat(kafka.properties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("sasl.jaas.config", "module required password=tell-nobody;");
        assertThat(kafka.toString()).doesNotContain("tell-nobody");
        assertThat(loaded.values())
                .noneSatisfy(value -> assertThat(value.value()).contains("nobody"));
    }

    @Test
    void invalid_kafka_settings_are_named() {
        assertThatThrownBy(() -> ConfigTexts.read("""
            kafka: {bootstrap: [], client: {enable.auto.commit: true, group: {id: mine}}}
            intake: {kafka: {enabled: true, topics: ["no topic"], count: 0}}
            push: {log: kafka, topic: "a:b", topic_retention: 1s}
            """))
                .hasMessageContaining("kafka.client.enable.auto.commit: true")
                .hasMessageContaining("kafka.client.group.id: mine")
                .hasMessageContaining("intake.kafka.topics[0]: no topic")
                .hasMessageContaining("intake.kafka.count: 0")
                .hasMessageContaining("intake.kafka.enabled: true")
                .hasMessageContaining("push.log: kafka")
                .hasMessageContaining("push.topic: a:b")
                .hasMessageContaining("push.topic_retention: 1s");
        assertThatThrownBy(() -> ConfigTexts.read("kafka: {bootstrap: [\"http://kafka\"]}"))
                .hasMessageContaining("kafka.bootstrap[0]: http://kafka");
    }
}
