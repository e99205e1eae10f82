package dev.tidings.it;

import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

@NeedsServers
class StreamKillIT extends IntakeKillContract {
    private final RedisClient client = RedisClient.create(RedisServer.shared().url());
    private final StatefulRedisConnection<String, String> redis = client.connect();

    StreamKillIT() {
        super(4_000);
    }

    @AfterEach
    void disconnect() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Override
    void add(int from, int to) throws Exception {
        List<RedisFuture<String>> added = new ArrayList<>();
        for (int i = from; i < to; i++) {
            added.add(redis.async()
                    .xadd(
                            name,
                            Map.of(
                                    "producer", "kill",
                                    "idempotency_key", "key-" + i,
                                    "notification_type", "build.failed",
                                    "audience_kind", "user",
                                    "recipients", "user:" + i,
                                    "channels", "push",
                                    "payload_json", "{\"n\":" + i + "}")));
        }
        for (RedisFuture<String> one : added) {
            one.get();
        }
    }

    @Override
    String sections() {
        return """
            redis: {url: "%s"}
            intake: {redis: {enabled: true, stream: "%s", count: 50}}
            """.formatted(RedisServer.shared().url(), name);
    }
}
