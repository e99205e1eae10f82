package dev.tidings.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** H2 in whichever mode is refused at the start, with what can be done. */
class UnsupportedDatabaseAnalyzerTest {
    @Test
    void h2_is_refused_with_what_can_be_done() {
        for (String mode : new String[] {"", ";MODE=PostgreSQL", ";MODE=MySQL"}) {
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(
                            DataSourceAutoConfiguration.class,
                            TidingsAutoConfiguration.class,
                            OutboxAutoConfiguration.class))
                    .withPropertyValues(
                            "spring.datasource.url=jdbc:h2:mem:outbox" + mode, "tidings.outbox.create-table=true")
                    .run(context -> {
                        assertThat(context).hasFailed();
                        FailureAnalysis analysis = new UnsupportedDatabaseAnalyzer()
                                .analyze(Objects.requireNonNull(context.getStartupFailure()));
                        assertThat(Objects.requireNonNull(analysis).getDescription())
                                .contains("H2")
                                .contains("PostgreSQL, MariaDB, MySQL or SQLite");
                        assertThat(analysis.getAction()).contains("tidings.outbox.enabled=false");
                    });
        }
    }

    @Test
    void spring_boot_finds_the_analyzer() throws IOException {
        try (InputStream factories = getClass().getResourceAsStream("/META-INF/spring.factories")) {
            Properties properties = new Properties();
            properties.load(factories);
            assertThat(properties)
                    .containsEntry(FailureAnalyzer.class.getName(), UnsupportedDatabaseAnalyzer.class.getName());
        }
    }
}
