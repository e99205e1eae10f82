package dev.tidings.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.client.Connection;
import dev.tidings.client.outbox.Outbox;
import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.outbox.OutboxRow;
import dev.tidings.client.outbox.Shipment;
import dev.tidings.client.outbox.Shipper;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.Problem;
import dev.tidings.client.submit.TidingsClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Checks the beans in a real context with a real database. */
class OutboxAutoConfigurationTest {
    /** Long enough for a busy machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Intent INTENT = Intent.of("order.paid", "shop").to("user:42");

    @TempDir
    Path folder;

    private ApplicationContextRunner bare;
    private ApplicationContextRunner runner;

    @BeforeEach
    void open() {
        bare = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionManagerCustomizationAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        TidingsAutoConfiguration.class,
                        OutboxAutoConfiguration.class,
                        OutboxActuatorAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=jdbc:sqlite:" + folder.resolve("app.db")
                                + "?journal_mode=WAL&synchronous=OFF&busy_timeout=10000",
                        "tidings.outbox.create-table=true",
                        "tidings.outbox.relay.poll-min=1h",
                        "tidings.outbox.relay.poll-max=1h",
                        "management.endpoints.access.default=UNRESTRICTED",
                        "management.endpoints.jmx.exposure.include=*",
                        "spring.jmx.enabled=true");
        runner = bare.withConfiguration(AutoConfigurations.of(
                EndpointAutoConfiguration.class,
                MetricsAutoConfiguration.class,
                SimpleMetricsExportAutoConfiguration.class));
    }

    /** Ships to a list, and refuses intents without a recipient. */
    @Configuration(proxyBeanMethods = false)
    static class Recording implements Shipper {
        final List<String> shipped = new CopyOnWriteArrayList<>();

        @Override
        public List<Shipment> ship(List<OutboxRow> rows) {
            List<Shipment> shipments = new ArrayList<>();
            for (OutboxRow row : rows) {
                if (row.document().contains("user:nobody")) {
                    shipments.add(new Shipment.Refused(
                            new Problem("invalid_field", "user:nobody is unknown", null, null, null, null)));
                } else {
                    shipped.add(row.idempotencyKey());
                    shipments.add(new Shipment.Shipped());
                }
            }
            return shipments;
        }
    }

    /** Listeners of an application. */
    @Configuration(proxyBeanMethods = false)
    static class Listening {
        @Bean
        Listener listener(OutboxPublisher publisher) {
            return new Listener(publisher);
        }
    }

    record Paid(String key) {}

    record TooLate(String key) {}

    static class Listener {
        final List<Exception> refusals = new CopyOnWriteArrayList<>();
        private final OutboxPublisher publisher;

        Listener(OutboxPublisher publisher) {
            this.publisher = publisher;
        }

        @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
        public void on(Paid paid) {
            publisher.publish(INTENT.key(paid.key()), "order:1");
        }

        @TransactionalEventListener
        public void on(TooLate late) {
            try {
                publisher.publish(INTENT.key(late.key()));
            } catch (IllegalTransactionStateException refused) {
                refusals.add(refused);
            }
        }
    }

    @Test
    void an_intent_is_shipped_right_after_the_commit_and_not_after_a_rollback() {
        runner.withUserConfiguration(Recording.class).run(context -> {
            OutboxPublisher publisher = context.getBean(OutboxPublisher.class);
            TransactionTemplate transaction =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            context.getBean(JdbcTemplate.class).execute("CREATE TABLE orders (id TEXT)");

            transaction.executeWithoutResult(status -> {
                publisher.publish(INTENT.key("never"));
                status.setRollbackOnly();
            });
            transaction.executeWithoutResult(status -> {
                context.getBean(JdbcTemplate.class).update("INSERT INTO orders VALUES ('4711')");
                publisher.publish(INTENT.key("a"), "order:4711");
            });

            // The relay polls once per hour: only the hint after the commit can have woken it.
            Recording target = context.getBean(Recording.class);
            await().atMost(TIMEOUT).until(() -> target.shipped.equals(List.of("a")));
            assertThat(context.getBean(JdbcTemplate.class).queryForList("SELECT id FROM orders", String.class))
                    .containsExactly("4711");
        });
    }

    @Test
    void publishing_outside_a_transaction_is_refused() {
        runner.withUserConfiguration(Recording.class)
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(OutboxPublisher.class).publish(INTENT))
                        .isInstanceOf(IllegalTransactionStateException.class)
                        .hasMessageStartingWith("there is no active transaction; expected"));
    }

    @Test
    void a_listener_before_the_commit_publishes_and_one_after_it_is_refused() {
        runner.withUserConfiguration(Recording.class, Listening.class).run(context -> {
            ApplicationEventPublisher events = context;
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).executeWithoutResult(status -> {
                events.publishEvent(new Paid("in time"));
                events.publishEvent(new TooLate("too late"));
            });

            await().atMost(TIMEOUT)
                    .until(() -> context.getBean(Recording.class).shipped.equals(List.of("in time")));
            assertThat(context.getBean(Listener.class).refusals).hasSize(1);
            assertThat(context.getBean(OutboxAdmin.class).lag().pending()).isZero();
        });
    }

    @Test
    void dead_rows_are_listed_counted_and_replayed() {
        runner.withUserConfiguration(Recording.class).run(context -> {
            publish(context, Intent.of("order.paid", "shop").to("user:nobody").key("bad"));
            await().atMost(TIMEOUT)
                    .until(() -> context.getBean(OutboxAdmin.class).lag().dead() == 1);

            OutboxEndpoint endpoint = context.getBean(OutboxEndpoint.class);
            OutboxEndpoint.Report report = endpoint.report(null);
            assertThat(report.dead()).singleElement().satisfies(row -> {
                assertThat(row.code()).isEqualTo("invalid_field");
                assertThat(row.reason()).isEqualTo("user:nobody is unknown");
            });
            long id = report.dead().get(0).id();
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            assertThat(meters.get("tidings.outbox.dead").gauge().value()).isEqualTo(1);
            assertThat(meters.get("tidings.outbox.buried").functionCounter().count())
                    .isEqualTo(1);
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("dead", 1L).containsEntry("relay", "running");

            assertThat(endpoint.replay(id)).containsEntry("replayed", 1);
            await().atMost(TIMEOUT)
                    .until(() -> context.getBean(OutboxAdmin.class).dead(0, 1).stream()
                            .anyMatch(row -> row.replays() == 1));
            assertThat(endpoint.discard(id)).containsEntry("discarded", 1);
            assertThat(endpoint.discard(id)).isNull();
        });
    }

    private static Health health(ApplicationContext context) {
        return Objects.requireNonNull(context.getBean(HealthIndicator.class).health());
    }

    private static void publish(ApplicationContext context, Intent intent) {
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(
                        status -> context.getBean(OutboxPublisher.class).publish(intent));
    }

    @Test
    void a_lag_above_its_limit_is_down() {
        runner.withUserConfiguration(Recording.class)
                .withPropertyValues("tidings.outbox.max-lag=1m", "tidings.outbox.relay.enabled=false")
                .run(context -> {
                    publish(context, INTENT);
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    context.getBean(JdbcTemplate.class)
                            .update("UPDATE tidings_outbox SET created_at_ms = created_at_ms - 61000");

                    assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health(context).getDetails()).containsEntry("relay", "not running");
                    assertThat(context.getBean(OutboxRelay.class).running()).isFalse();
                });
    }

    @Test
    void settings_are_checked_at_startup_and_secrets_are_not_shown() {
        runner.withPropertyValues("tidings.outbox.table=a-b")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("table is 'a-b'; expected"));
        runner.withPropertyValues("tidings.outbox.relay.batch=501")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessage("batch is 501; expected 1 to 500"));
        runner.withPropertyValues("tidings.api-key=tdk_secret")
                .run(context -> assertThat(
                                context.getBean(TidingsProperties.class).toString())
                        .doesNotContain("tdk_secret"));
    }

    @Test
    void application_beans_override_the_defaults_and_optional_libraries_may_be_missing() {
        Connection own = Connection.plaintext("elsewhere:1");
        bare.withBean(Connection.class, () -> own)
                .withClassLoader(new FilteredClassLoader(
                        "io.micrometer", "org.springframework.boot.health", "org.springframework.boot.actuate"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(OutboxRelay.class);
                    assertThat(context.getBean(Connection.class)).isSameAs(own);
                });
        runner.withPropertyValues("tidings.outbox.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(TidingsClient.class)
                        .doesNotHaveBean(Outbox.class)
                        .doesNotHaveBean(OutboxEndpoint.class));
    }
}
