package dev.tidings.push.log.redis;

import dev.tidings.core.event.FoundEvents;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds and removes single events of a stream. */
final class StreamErasure {
    private static final RedisScript REMOVE = RedisScript.named(StreamErasure.class, "remove.lua");
    private static final int PAGE = 1_000;

    private final StreamKeys keys;
    private final String tenant;
    private final RedisAsyncCommands<String, byte[]> redis;

    StreamErasure(StreamKeys keys, String tenant, RedisAsyncCommands<String, byte[]> redis) {
        this.keys = keys;
        this.tenant = tenant;
        this.redis = redis;
    }

    /** @param after the id of the last entry of the part before; empty to begin */
    CompletionStage<FoundEvents> find(String recipient, String after) {
        Range<String> range = after.isEmpty()
                ? Range.unbounded()
                : Range.from(Range.Boundary.excluding(after), Range.Boundary.unbounded());
        return redis.hget(keys.meta(), "epoch")
                .thenCombine(
                        redis.xrange(keys.stream(), range, Limit.from(PAGE)),
                        (epoch, page) ->
                                epoch == null ? FoundEvents.NONE : found(recipient, EventFields.string(epoch), page));
    }

    private FoundEvents found(String recipient, String epoch, List<StreamMessage<String, byte[]>> page) {
        List<FoundEvents.Found> found = new ArrayList<>();
        for (StreamMessage<String, byte[]> message : page) {
            LogEntry entry = EventFields.entry(tenant, epoch, message);
            if (entry != null && entry.event().recipient().equals(recipient)) {
                found.add(new FoundEvents.Found(entry.position(), entry.event().id()));
            }
        }
        return new FoundEvents(found, page.size() < PAGE ? null : page.getLast().getId());
    }

    CompletableFuture<@Nullable Void> remove(List<Position> positions) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(EventFields.bytes(positions.getFirst().epoch()));
        positions.forEach(position -> arguments.add(EventFields.bytes(EventFields.id(position))));
        return REMOVE.run(redis, keys.all(), arguments.toArray(new byte[0][])).thenApply(_ -> null);
    }
}
