package dev.tidings.spring;

import dev.tidings.client.outbox.Outbox;
import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxListener;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.outbox.OutboxTable;
import dev.tidings.client.outbox.Shipper;
import dev.tidings.client.outbox.TidingsShipper;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.TidingsClient;
import dev.tidings.client.telemetry.OutboxTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** The outbox, its relay, and the publisher for Spring's transactions. */
@AutoConfiguration(
        after = TidingsAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration"
        })
@ConditionalOnClass(DataSourceUtils.class)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnProperty(name = "tidings.outbox.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OutboxProperties.class)
public final class OutboxAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    OutboxTable tidingsOutboxTable(OutboxProperties properties, DataSource dataSource) {
        OutboxTable table = Setting.read("tidings.outbox.table", () -> new OutboxTable(properties.table()));
        OutboxTableSetup setup = new OutboxTableSetup(dataSource, table);
        if (properties.createTable()) {
            setup.create();
        } else {
            setup.check();
        }
        return table;
    }

    @Bean
    @ConditionalOnMissingBean
    Outbox tidingsOutbox(OutboxTable table, ObjectProvider<IntentFinish> finish) {
        UnaryOperator<Intent> nothing = UnaryOperator.identity();
        IntentFinish configured = finish.getIfAvailable();
        return new Outbox(table, configured == null ? nothing : configured);
    }

    @Bean
    @ConditionalOnMissingBean
    OutboxAdmin tidingsOutboxAdmin(DataSource dataSource, OutboxTable table) {
        return new OutboxAdmin(dataSource, table);
    }

    @Bean
    @ConditionalOnMissingBean
    Shipper tidingsShipper(TidingsClient client) {
        return new TidingsShipper(client);
    }

    @Bean
    @ConditionalOnMissingBean
    OutboxRelay tidingsOutboxRelay(
            DataSource dataSource,
            OutboxTable table,
            Shipper shipper,
            OutboxProperties properties,
            ObjectProvider<OutboxListener> listeners) {
        return new OutboxRelay(
                dataSource,
                table,
                shipper,
                new RelaySettings(properties.relay())
                        .options()
                        .listener(new CompositeOutboxListener(
                                listeners.orderedStream().toList())));
    }

    @Bean
    @ConditionalOnMissingBean
    OutboxRelayLifecycle tidingsOutboxRelayLifecycle(OutboxRelay relay, OutboxProperties properties) {
        return new OutboxRelayLifecycle(relay, properties.relay().enabled());
    }

    @Bean
    @ConditionalOnMissingBean
    OutboxPublisher tidingsOutboxPublisher(DataSource dataSource, Outbox outbox, OutboxRelay relay) {
        return new OutboxPublisher(dataSource, outbox, relay);
    }

    /** With OpenTelemetry, an intent carries the trace in which it was published. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(OpenTelemetry.class)
    @ConditionalOnBean(OpenTelemetry.class)
    static final class Tracing {
        @Bean
        @ConditionalOnMissingBean
        IntentFinish tidingsIntentTrace(OpenTelemetry openTelemetry) {
            return new OutboxTelemetry(openTelemetry)::traced;
        }
    }
}
