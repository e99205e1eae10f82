package dev.tidings.server.app;

import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.Configuration;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.streams.redis.RedisConnections;
import org.jspecify.annotations.Nullable;

/** The shared clients of Redis and Kafka, each opened on first use. */
final class BrokerClients implements Feature {
    private final Configuration configuration;
    private @Nullable RedisConnections redis;
    private @Nullable KafkaClients kafka;

    BrokerClients(Configuration configuration) {
        this.configuration = configuration;
    }

    RedisConnections redis() {
        if (redis == null) {
            redis = RedisConnections.at(configuration.redis().url().reveal());
        }
        return redis;
    }

    KafkaClients kafka() {
        if (kafka == null) {
            kafka = KafkaClients.at(
                    configuration.kafka().bootstrap(), configuration.kafka().properties());
        }
        return kafka;
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
