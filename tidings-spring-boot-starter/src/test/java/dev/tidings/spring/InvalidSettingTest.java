package dev.tidings.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.submit.TidingsClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;

/**
 * Checks that an invalid setting is refused at startup with its property, its value, what was expected and what to do.
 */
class InvalidSettingTest {
    private static final String TLS = "src/test/resources/tls/";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class,
                    TidingsAutoConfiguration.class,
                    OutboxAutoConfiguration.class,
                    OutboxActuatorAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=jdbc:h2:mem:settings;DB_CLOSE_DELAY=-1",
                    "tidings.outbox.relay.enabled=false");

    private FailureAnalysis refusal(String... settings) {
        List<FailureAnalysis> analyses = new ArrayList<>();
        runner.withPropertyValues(settings).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = Objects.requireNonNull(context.getStartupFailure());
            FailureAnalysis analysis = new InvalidSettingAnalyzer(new StandardEnvironment()).analyze(failure);
            analyses.add(Objects.requireNonNull(analysis, () -> "not explained: " + failure));
        });
        return analyses.get(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        tidings.server                   | http://tidings:8434    | target is 'http://tidings:8434'; expected host:port without http://
        tidings.server                   | tidings:84344          | target is 'tidings:84344'; expected host:port with a port of 1 to 65535
        tidings.server                   | tidings :8434          | target is 'tidings :8434'; expected host:port without spaces
        tidings.server                   | ''                     | target is blank; expected host:port
        tidings.within                   | 0s                     | within is PT0S; expected more than zero and at most PT24H
        tidings.within                   | 25h                    | within is PT25H; expected more than zero and at most PT24H
        tidings.api-key                  | ''                     | is empty; expected a key
        tidings.outbox.table             | a-b                    | table is 'a-b'; expected at most 50 letters, digits and _
        tidings.outbox.max-lag           | -1s                    | is PT-1S; expected more than zero
        tidings.outbox.relay.owner       | ''                     | owner
        tidings.outbox.relay.threads     | 0                      | threads is 0; expected 1 to 64
        tidings.outbox.relay.batch       | 501                    | batch is 501; expected 1 to 500
        tidings.outbox.relay.lease       | 0s                     | lease is PT0S; expected PT0.001S to PT24H
        tidings.outbox.relay.grace       | -1s                    | grace is PT-1S; expected PT0S to PT24H
        tidings.outbox.relay.poll-min    | 0s                     | base is PT0S; expected more than zero
        tidings.outbox.relay.poll-max    | 1ms                    | cap is PT0.001S; expected at least the base, PT0.1S
        tidings.outbox.relay.backoff-min | -1s                    | base is PT-1S; expected more than zero
        tidings.outbox.relay.backoff-max | 1ms                    | cap is PT0.001S; expected at least the base, PT0.2S
        """)
    void a_value_out_of_range_is_explained(String property, String value, String expected) {
        FailureAnalysis refusal = refusal(property + "=" + value);

        assertThat(refusal.getDescription()).startsWith(property + ": " + expected);
        assertThat(refusal.getAction()).contains(property);
    }

    @Test
    void an_invalid_key_and_a_password_in_an_address_are_not_shown() {
        assertThat(refusal("tidings.api-key=tdk_secret and more").getDescription())
                .startsWith("tidings.api-key: has a space")
                .doesNotContain("secret");
        assertThat(refusal("tidings.server=https://shop:secret@tidings:8434").getDescription())
                .contains("***@tidings:8434")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trust-certificate", "certificate", "private-key"})
    void a_tls_file_without_tls_enabled_is_refused(String file) {
        FailureAnalysis refusal = refusal("tidings.tls." + file + "=" + TLS + "shop.pem");

        assertThat(refusal.getDescription())
                .startsWith("tidings.tls." + file + ": is " + TLS + "shop.pem, but tidings.tls.enabled is false");
        assertThat(refusal.getAction()).startsWith("Set tidings.tls.enabled=true");
    }

    @ParameterizedTest
    @CsvSource({"certificate, private-key", "private-key, certificate"})
    void half_a_pair_is_refused_with_the_missing_property(String given, String missing) {
        FailureAnalysis refusal = tls("tidings.tls." + given + "=" + TLS + "shop.pem");

        assertThat(refusal.getDescription())
                .isEqualTo("tidings.tls." + missing + ": is not set, but tidings.tls." + given
                        + " is; expected both or neither");
        assertThat(refusal.getAction()).startsWith("Set tidings.tls." + missing + " too");
    }

    private FailureAnalysis tls(String... settings) {
        return refusal(Stream.concat(Stream.of("tidings.tls.enabled=true"), Stream.of(settings))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"shop.pem, other.key, CN=shop", "shop.pem, rsa.key, CN=shop", "rsa.pem, shop.key, CN=rsa"})
    void a_mismatched_key_and_certificate_are_refused(String certificate, String key, String subject) {
        FailureAnalysis refusal =
                tls("tidings.tls.certificate=" + TLS + certificate, "tidings.tls.private-key=" + TLS + key);

        assertThat(refusal.getDescription())
                .startsWith("tidings.tls.private-key: " + TLS + key
                        + " does not hold the key of the first certificate in " + TLS + certificate + ", " + subject);
        assertThat(refusal.getAction()).contains("tidings.tls.private-key").contains("tidings.tls.certificate");
    }

    @ParameterizedTest
    @CsvSource({"shop.pem, shop.key", "rsa.pem, rsa.key", "rsa.pem, rsa-pkcs1.key", "ed.pem, ed.key"})
    void a_pair_of_any_algorithm_is_accepted(String certificate, String key) {
        runner.withPropertyValues(
                        "tidings.tls.enabled=true",
                        "tidings.tls.trust-certificate=" + TLS + "shop.pem",
                        "tidings.tls.certificate=" + TLS + certificate,
                        "tidings.tls.private-key=" + TLS + key)
                .withPropertyValues("tidings.outbox.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TidingsClient.class));
    }

    @Test
    void a_missing_or_invalid_file_is_named(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text.pem"), "not PEM");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        String pair = "tidings.tls.certificate=" + TLS + "shop.pem";

        assertThat(tls("tidings.tls.trust-certificate=/nowhere/ca.pem").getDescription())
                .isEqualTo("tidings.tls.trust-certificate: /nowhere/ca.pem does not exist;"
                        + " expected a PEM file with one or more certificates");
        assertThat(tls("tidings.tls.trust-certificate=" + folder).getDescription())
                .contains(folder + " is a directory; expected a PEM file");
        assertThat(tls("tidings.tls.trust-certificate=" + text).getDescription())
                .startsWith("tidings.tls.trust-certificate: " + text)
                .endsWith("expected a PEM file with one or more certificates");
        assertThat(tls("tidings.tls.trust-certificate=" + broken).getDescription())
                .startsWith("tidings.tls.trust-certificate: " + broken + " cannot be parsed");
        assertThat(tls(pair, "tidings.tls.private-key=" + TLS + "shop.pem").getDescription())
                .startsWith("tidings.tls.private-key: " + TLS + "shop.pem")
                .contains("expected a PEM file with a private key");
        assertThat(tls(pair, "tidings.tls.private-key=" + TLS + "encrypted.key").getDescription())
                .startsWith("tidings.tls.private-key: " + TLS + "encrypted.key cannot be parsed;"
                        + " expected a PEM file with a private key that no password protects");
    }

    @Test
    void a_failed_table_creation_shows_the_databases_message() {
        FailureAnalysis refusal = refusal("tidings.outbox.table=nowhere.rows", "tidings.outbox.create-table=true");

        assertThat(refusal.getDescription())
                .startsWith("tidings.outbox.create-table: is true, but the database refuses to create nowhere.rows: ")
                .contains("Schema \"NOWHERE\" not found");
        assertThat(refusal.getAction()).contains("tidings.outbox.table").contains("create-table=false");
    }

    @Test
    void an_unavailable_database_is_reported_without_its_url() {
        FailureAnalysis refusal = refusal(
                "spring.datasource.url=jdbc:h2:tcp://127.0.0.1:1/settings;PASSWORD=secret",
                "spring.datasource.hikari.connection-timeout=250",
                "tidings.outbox.create-table=true");

        assertThat(refusal.getDescription())
                .startsWith("tidings.outbox.create-table: is true, but the DataSource has no connection")
                .doesNotContain("secret");
        assertThat(refusal.getAction()).contains("spring.datasource.url");
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(TidingsAutoConfiguration.class)
    static class Application {}

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void startup_prints_the_refusal_and_where_the_value_was_set(CapturedOutput output, @TempDir Path folder)
            throws IOException {
        Path settings = Files.writeString(folder.resolve("application.yaml"), "tidings:\n  within: 0s\n");

        Throwable failure =
                org.assertj.core.api.Assertions.catchThrowable(() -> new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.NONE)
                        .run("--spring.config.location=" + settings));

        assertThat(failure).hasRootCauseMessage("within is PT0S; expected more than zero and at most PT24H");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("tidings.within: within is PT0S")
                .contains(settings + "] - 2:11")
                .contains("Change tidings.within");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void an_invalid_duration_is_explained_by_spring_boot(CapturedOutput output) {
        Throwable failure =
                org.assertj.core.api.Assertions.catchThrowable(() -> new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.NONE)
                        .run("--tidings.within=soon"));

        assertThat(failure).isNotNull();
        assertThat(output).contains("Property: tidings.within").contains("Value: \"soon\"");
    }
}
