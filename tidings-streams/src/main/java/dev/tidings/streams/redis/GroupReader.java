package dev.tidings.streams.redis;

import dev.tidings.streams.RetryWait;
import dev.tidings.streams.StreamEntry;
import dev.tidings.streams.redis.StreamSettings.Group;
import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.models.stream.ClaimedMessages;
import io.lettuce.core.models.stream.PendingMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads as a member of a consumer group. It first takes its own unfinished entries, then entries that other members
 * have held too long, then new ones.
 */
final class GroupReader implements StreamReader {
    private static final int CLAIMS_PER_IDLE_TIME = 2;

    private final StreamSettings settings;
    private final StreamPorts ports;
    private final RetryWait wait;
    private final byte[] key;
    private final byte[] group;
    private final Consumer<byte[]> self;
    private final ReadSize size;
    private final Group membership;

    private @Nullable RedisAsyncCommands<byte[], byte[]> redis;
    /** Handled entries that Redis may not know as acknowledged; they must not be handled again. */
    private final Set<String> unacknowledged = new LinkedHashSet<>();
    /** The position after which to look for own unfinished entries; null when there are none left. */
    private @Nullable String own = EntryId.BEGINNING;

    private Instant nextClaim = Instant.EPOCH;
    private String claimFrom = EntryId.BEGINNING;
    private @Nullable RedisFuture<List<StreamMessage<byte[], byte[]>>> ahead;

    GroupReader(StreamSettings settings, Group membership, StreamPorts ports, RetryWait wait) {
        this.settings = settings;
        this.membership = membership;
        this.ports = ports;
        this.wait = wait;
        this.size = new ReadSize(settings.count());
        this.key = settings.stream().getBytes(StandardCharsets.UTF_8);
        this.group = membership.name().getBytes(StandardCharsets.UTF_8);
        this.self = Consumer.from(group, membership.consumer().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void open(RedisAsyncCommands<byte[], byte[]> commands) throws InterruptedException {
        redis = commands;
        ahead = null;
        own = EntryId.BEGINNING;
        // The group continues from the offset of a former single reader.
        String from =
                wait.stored(() -> ports.offsets().offset(settings.label())).orElse(EntryId.BEGINNING);
        try {
            RetryWait.await(
                    commands.xgroupCreate(StreamOffset.from(key, from), group, XGroupCreateArgs.Builder.mkstream()));
        } catch (RedisBusyException known) {
            acknowledge();
        } catch (RedisCommandExecutionException refused) {
            if (!RedisFailure.of(refused, settings.stream()).kind().equals(RedisFailure.OUT_OF_MEMORY)) {
                throw refused;
            }
            // Redis refuses this before it checks whether the group exists. If it does, reading and
            // acknowledging free memory.
            requireGroup(commands, refused);
            acknowledge();
        }
        unacknowledged.clear();
    }

    private void requireGroup(RedisAsyncCommands<byte[], byte[]> commands, RedisCommandExecutionException outOfMemory)
            throws InterruptedException {
        try {
            var _ = RetryWait.await(commands.xpending(key, group));
        } catch (RedisCommandExecutionException none) {
            throw outOfMemory;
        }
    }

    @Override
    public Read read() throws InterruptedException {
        if (own != null) {
            return ownPending(own);
        }
        RedisFuture<List<StreamMessage<byte[], byte[]>>> pending = ahead;
        ahead = null;
        if (pending != null) {
            return fresh(RetryWait.await(pending));
        }
        Instant now = ports.handling().clock().instant();
        if (!now.isBefore(nextClaim) && claimed(now)) {
            return ownPending(EntryId.BEGINNING);
        }
        return fresh(RetryWait.await(ask(StreamOffset.lastConsumed(key), true)));
    }

    private Read fresh(List<StreamMessage<byte[], byte[]>> messages) throws InterruptedException {
        boolean full = messages.size() == size.count() && settings.count() > 1;
        size.adapt(messages);
        Read read = new Read(entries(messages), List.of());
        if (full && ports.handling().clock().instant().isBefore(nextClaim)) {
            // There may be more entries: they are read ahead while these are handled. This read must not block,
            // because acknowledgements would wait for its answer.
            ahead = ask(StreamOffset.lastConsumed(key), false);
        }
        return read;
    }

    @Override
    public @Nullable CompletionStage<?> ahead() {
        return ahead;
    }

    private Read ownPending(String from) throws InterruptedException {
        List<StreamMessage<byte[], byte[]>> messages = RetryWait.await(ask(StreamOffset.from(key, from), false));
        own = messages.isEmpty() ? null : messages.getLast().getId();
        return messages.isEmpty() ? Read.NOTHING : redelivered(messages);
    }

    /** Claims entries that other members have held too long: only the ids, because trimmed entries have no body. */
    private boolean claimed(Instant now) throws InterruptedException {
        ClaimedMessages<byte[], byte[]> claimed = RetryWait.await(commands()
                .xautoclaim(
                        key,
                        new XAutoClaimArgs<byte[]>()
                                .consumer(self)
                                .minIdleTime(membership.idle())
                                .startId(claimFrom)
                                .count(settings.count())
                                .justid()));
        claimFrom = claimed.getId();
        if (claimFrom.equals(EntryId.BEGINNING)) {
            nextClaim = now.plus(membership.idle().dividedBy(CLAIMS_PER_IDLE_TIME));
        }
        return !claimed.getMessages().isEmpty();
    }

    /**
     * Splits redelivered entries into those to handle and those that were delivered too often. Trimmed entries
     * are dropped.
     */
    private Read redelivered(List<StreamMessage<byte[], byte[]>> messages) throws InterruptedException {
        Set<String> exhaustedIds = new HashSet<>();
        for (PendingMessage pending : RetryWait.await(commands()
                .xpending(
                        key,
                        self,
                        Range.create(
                                messages.getFirst().getId(), messages.getLast().getId()),
                        Limit.from(messages.size())))) {
            if (pending.getRedeliveryCount() > membership.deliveries()) {
                exhaustedIds.add(pending.getId());
            }
        }
        List<StreamEntry> entries = new ArrayList<>();
        List<StreamEntry> exhausted = new ArrayList<>();
        for (StreamEntry entry : entries(messages)) {
            (exhaustedIds.contains(entry.id()) ? exhausted : entries).add(entry);
        }
        return new Read(entries, exhausted);
    }

    private List<StreamEntry> entries(List<StreamMessage<byte[], byte[]>> messages) throws InterruptedException {
        List<StreamEntry> entries = new ArrayList<>(messages.size());
        for (StreamMessage<byte[], byte[]> message : messages) {
            if (message.getBody() == null || message.getBody().isEmpty()) {
                // The entry was trimmed after delivery and before it was finished.
                ports.handling().listener().trimmed(settings.label());
                unacknowledged.add(message.getId());
            } else {
                entries.add(StreamReader.entry(message));
            }
        }
        if (entries.isEmpty()) {
            acknowledge();
        }
        return entries;
    }

    @SuppressWarnings("unchecked") // Generic varargs with a single argument.
    private RedisFuture<List<StreamMessage<byte[], byte[]>>> ask(StreamOffset<byte[]> from, boolean block) {
        XReadArgs args = XReadArgs.Builder.count(size.count());
        return commands().xreadgroup(self, block ? args.block(settings.block()) : args, from);
    }

    @Override
    public void done(Read read) throws InterruptedException {
        read.entries().forEach(entry -> unacknowledged.add(entry.id()));
        read.exhausted().forEach(entry -> unacknowledged.add(entry.id()));
        acknowledge();
    }

    @Override
    public void flush() throws InterruptedException {
        acknowledge();
    }

    private void acknowledge() throws InterruptedException {
        if (!unacknowledged.isEmpty()) {
            RetryWait.await(commands().xack(key, group, unacknowledged.toArray(String[]::new)));
            unacknowledged.clear();
        }
    }

    private RedisAsyncCommands<byte[], byte[]> commands() {
        return Objects.requireNonNull(redis);
    }
}
