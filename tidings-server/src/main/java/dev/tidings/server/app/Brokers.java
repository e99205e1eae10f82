package dev.tidings.server.app;

import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.Configuration;
import dev.tidings.streams.kafka.KafkaNode;
import dev.tidings.streams.redis.RedisNode;
import org.jspecify.annotations.Nullable;

/** The shared clients of Redis and Kafka, each opened on first use. */
final class Brokers implements Feature {
    private final Configuration configuration;
    private @Nullable RedisNode redis;
    private @Nullable KafkaNode kafka;

    Brokers(Configuration configuration) {
        this.configuration = configuration;
    }

    RedisNode redis() {
        if (redis == null) {
            redis = RedisNode.at(configuration.redis().url().reveal());
        }
        return redis;
    }

    KafkaNode kafka() {
        if (kafka == null) {
            kafka = KafkaNode.at(
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
