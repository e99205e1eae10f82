package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxRelay;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Metrics, health and an endpoint of the outbox, each when its library is present. */
@AutoConfiguration(after = OutboxAutoConfiguration.class)
@ConditionalOnBean(OutboxRelay.class)
public final class OutboxActuatorAutoConfiguration {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static final class Metrics {
        @Bean
        @ConditionalOnMissingBean
        OutboxMetrics tidingsOutboxMetrics(OutboxAdmin admin) {
            return new OutboxMetrics(admin);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static final class Health {
        @Bean
        @ConditionalOnMissingBean(name = "tidingsOutboxHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("tidings-outbox")
        HealthIndicator tidingsOutboxHealthIndicator(
                OutboxAdmin admin, OutboxRelay relay, OutboxProperties properties) {
            return new OutboxHealth(admin, relay, positive(properties.maxLag()));
        }

        /** A limit of zero would report a single pending row as a lag. */
        private static @Nullable Duration positive(@Nullable Duration maxLag) {
            if (maxLag != null && (maxLag.isNegative() || maxLag.isZero())) {
                throw new InvalidSettingException(
                        "tidings.outbox.max-lag",
                        "is " + maxLag + "; expected more than zero",
                        "Set tidings.outbox.max-lag to the age from which a pending row is too old, such as 5m, or"
                                + " remove it.",
                        null);
            }
            return maxLag;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static final class Actuator {
        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnAvailableEndpoint(OutboxEndpoint.class)
        OutboxEndpoint tidingsOutboxEndpoint(OutboxAdmin admin, OutboxRelay relay) {
            return new OutboxEndpoint(admin, relay);
        }
    }
}
