package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxDesk;
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

/** What operators see of the outbox, each where its library is. */
@AutoConfiguration(after = OutboxAutoConfiguration.class)
@ConditionalOnBean(OutboxRelay.class)
public final class OutboxActuatorAutoConfiguration {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static final class Metrics {
        @Bean
        @ConditionalOnMissingBean
        OutboxMetrics tidingsOutboxMetrics(OutboxDesk desk) {
            return new OutboxMetrics(desk);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static final class Health {
        @Bean
        @ConditionalOnMissingBean(name = "tidingsOutboxHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("tidings-outbox")
        HealthIndicator tidingsOutboxHealthIndicator(OutboxDesk desk, OutboxRelay relay, OutboxProperties properties) {
            return new OutboxHealth(desk, relay, positive(properties.maxLag()));
        }

        /** With none or less a single pending row would be a lag. */
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
        OutboxEndpoint tidingsOutboxEndpoint(OutboxDesk desk, OutboxRelay relay) {
            return new OutboxEndpoint(desk, relay);
        }
    }
}
