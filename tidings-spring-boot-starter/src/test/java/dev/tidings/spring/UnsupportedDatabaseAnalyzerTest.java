package dev.tidings.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Checks that an unsupported database is refused at startup, with an explanation. */
class UnsupportedDatabaseAnalyzerTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_unsupported_database_is_refused_with_an_action_with_and_without_table_creation(boolean create) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        TidingsAutoConfiguration.class,
                        OutboxAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=jdbc:hsqldb:mem:outbox", "tidings.outbox.create-table=" + create)
                .run(context -> {
                    assertThat(context).hasFailed();
                    FailureAnalysis analysis = new UnsupportedDatabaseAnalyzer()
                            .analyze(Objects.requireNonNull(context.getStartupFailure()));
                    assertThat(Objects.requireNonNull(analysis).getDescription())
                            .contains("HSQL")
                            .contains("PostgreSQL, MariaDB, MySQL, SQLite and, for tests, H2");
                    assertThat(analysis.getAction()).contains("tidings.outbox.enabled=false");
                });
    }

    @Test
    void spring_boot_finds_the_analyzers() throws IOException {
        try (InputStream factories = getClass().getResourceAsStream("/META-INF/spring.factories")) {
            Properties properties = new Properties();
            properties.load(factories);
            assertThat(properties.getProperty(FailureAnalyzer.class.getName()).split(","))
                    .containsExactlyInAnyOrder(
                            UnsupportedDatabaseAnalyzer.class.getName(), InvalidSettingAnalyzer.class.getName());
        }
    }
}
