package dev.tidings.bench.streams;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.streams.redis.RedisConnections;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A stream full of intents, and a reader that does nothing else. */
final class IntentStream {
    static final String KEY = "tidings:intents";

    private static final int PIPELINED = 1_000;

    private IntentStream() {}

    static void write(RedisConnections redis, List<Intent> intents) throws Exception {
        List<RedisFuture<String>> written = new ArrayList<>();
        var commands = redis.commands().get();
        for (Intent intent : intents) {
            written.add(commands.xadd(KEY, fields(intent)));
            if (written.size() == PIPELINED) {
                for (RedisFuture<String> one : written) {
                    one.get();
                }
                written.clear();
            }
        }
        for (RedisFuture<String> one : written) {
            one.get();
        }
    }

    private static Map<String, byte[]> fields(Intent intent) {
        String recipient = ((Audience.Recipients) intent.audience()).ids().getFirst();
        Map<String, byte[]> fields = new LinkedHashMap<>();
        fields.put("producer", bytes(intent.producer()));
        fields.put("idempotency_key", bytes(intent.idempotencyKey()));
        fields.put("notification_type", bytes(intent.type()));
        fields.put("audience_kind", bytes("user"));
        fields.put("recipients", bytes("[\"" + recipient + "\"]"));
        fields.put("channels", bytes(String.join(",", intent.channels())));
        fields.put("payload_json", Objects.requireNonNull(intent.payload()).json());
        return fields;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the whole stream in batches; returns the time. */
    @SuppressWarnings("unchecked") // Generic varargs with a single argument.
    static long readBare(RedisConnections redis, int count, int expected) {
        try (StatefulRedisConnection<byte[], byte[]> connection = redis.connectRaw(Duration.ofSeconds(1))) {
            byte[] key = bytes(KEY);
            String from = "0-0";
            int read = 0;
            long begun = System.nanoTime();
            while (read < expected) {
                List<StreamMessage<byte[], byte[]>> entries =
                        connection.sync().xread(XReadArgs.Builder.count(count), StreamOffset.from(key, from));
                if (entries.isEmpty()) {
                    throw new IllegalStateException("the stream has " + read + " entries; expected " + expected);
                }
                read += entries.size();
                from = entries.getLast().getId();
            }
            return System.nanoTime() - begun;
        }
    }
}
