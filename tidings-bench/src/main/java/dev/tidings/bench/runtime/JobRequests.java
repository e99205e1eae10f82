package dev.tidings.bench.runtime;

import dev.tidings.core.notification.Intent;
import dev.tidings.jobs.JobStreams;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Start jobs in a stream, and the stream of their results. */
record JobRequests(StatefulRedisConnection<String, byte[]> connection, JobStreams streams, int count) {
    /** Appends jobs to a stream of their own, each of another game. */
    static JobRequests write(StatefulRedisConnection<String, byte[]> connection, String name, String image, int count) {
        JobStreams streams = new JobStreams(
                Intent.DEFAULT_TENANT,
                new JobStreams.Read(name + "-start", name + "-stop", Duration.ofSeconds(1), 1, null),
                new JobStreams.Written(name + "-results", name + "-health", 1_000_000));
        for (int i = 0; i < count; i++) {
            connection
                    .sync()
                    .xadd(
                            streams.read().startJobs(),
                            Map.of("game_id", bytes(name + "-" + i), "image_ref", bytes(image)));
        }
        return new JobRequests(connection, streams, count);
    }

    /** Deletes the results. */
    void forget() {
        String results = streams.written().results();
        connection.sync().del(results, "{" + results + "}:told");
    }

    long results() {
        return connection.sync().xlen(streams.written().results());
    }

    void requireSuccesses() {
        for (StreamMessage<String, byte[]> result :
                connection.sync().xrange(streams.written().results(), Range.unbounded())) {
            byte[] outcome = Objects.requireNonNull(result.getBody().get("outcome"));
            if (!new String(outcome, StandardCharsets.UTF_8).equals("success")) {
                throw new IllegalStateException("a job failed");
            }
        }
    }

    @SuppressWarnings("unchecked") // Generic varargs with a single argument.
    StreamMessage<String, byte[]> after(String id) {
        return connection
                .sync()
                .xread(
                        XReadArgs.Builder.count(1),
                        StreamOffset.from(streams.read().startJobs(), id))
                .getFirst();
    }

    void succeed(byte[] game, String endpoint) {
        byte[] none = {};
        var _ = connection
                .sync()
                .xadd(
                        streams.written().results(),
                        Map.of(
                                "game_id",
                                game,
                                "outcome",
                                bytes("success"),
                                "container_id",
                                bytes("noop"),
                                "engine_endpoint",
                                bytes(endpoint),
                                "error_code",
                                none,
                                "error_message",
                                none));
    }

    double perSecond(long nanos) {
        return count * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
