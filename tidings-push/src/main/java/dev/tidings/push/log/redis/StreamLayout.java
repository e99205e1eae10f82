package dev.tidings.push.log.redis;

import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks that all nodes have the same number of partitions: with different numbers, one node would append a recipient's events to a
 * stream that another does not read for it. One instance per connection.
 */
final class StreamLayout {
    private static final RedisScript LAYOUT = RedisScript.named(StreamLayout.class, "layout.lua");
    private static final long VALID_MILLIS = 1_000;

    private final String key;
    private final LogPartitions partitions;
    private final InstantSource clock;
    private final Supplier<String> names;
    private @Nullable CompletableFuture<String> checked;
    private long checkedMillis;

    /**
     * @param stream the stream of the tenant {@code default}
     * @param names names a new layout
     */
    StreamLayout(String stream, LogPartitions partitions, InstantSource clock, Supplier<String> names) {
        this.key = "{" + stream + "}:layout";
        this.names = names;
        this.partitions = partitions;
        this.clock = clock;
    }

    /**
     * Returns the name of the layout, which changes with the number of partitions. Fails with {@link LogUnavailable} if the log has
     * another number. Asks Redis at most once per second.
     */
    synchronized CompletableFuture<String> check(RedisAsyncCommands<String, byte[]> redis) {
        long now = clock.millis();
        if (checked == null || checked.isCompletedExceptionally() || Math.abs(now - checkedMillis) > VALID_MILLIS) {
            checkedMillis = now;
            checked = LAYOUT.run(
                            redis,
                            new String[] {key},
                            EventFields.bytes(Integer.toString(partitions.count())),
                            EventFields.bytes(names.get()))
                    .thenApply(answer -> {
                        compare(answer.getFirst());
                        return answer.getLast();
                    });
        }
        return checked;
    }

    private void compare(String known) {
        if (!known.equals(Integer.toString(partitions.count()))) {
            throw new LogUnavailable("push.partitions is " + partitions.count() + ", but the log has " + known
                    + " partitions; set it to " + known + " or, after all nodes have stopped, delete the key " + key);
        }
    }
}
