package dev.tidings.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.outbox.Outbox;
import dev.tidings.client.submit.TidingsClient;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application that submits without an outbox. */
class ClientAloneTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TidingsAutoConfiguration.class,
                    OutboxAutoConfiguration.class,
                    OutboxActuatorAutoConfiguration.class));

    @Test
    void the_client_needs_no_data_source() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(TidingsClient.class)
                .doesNotHaveBean(Outbox.class));
    }

    @Test
    void the_client_needs_no_jdbc_on_the_class_path() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.transaction"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(TidingsClient.class)
                        .doesNotHaveBean(Outbox.class));
    }

    @Test
    void the_outbox_can_be_switched_off_beside_a_data_source() {
        runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:sqlite::memory:", "tidings.outbox.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(DataSource.class)
                        .hasSingleBean(TidingsClient.class)
                        .doesNotHaveBean(Outbox.class));
    }
}
