package dev.tidings.streams.redis;

import dev.tidings.streams.RetryWait;
import dev.tidings.streams.StreamEntry;
import dev.tidings.streams.redis.StreamSettings.Group;
import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
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
import org.jspecify.annotations.Nullable;

/**
 * One of many who read: Redis deals the entries out and keeps who has which. First it takes what it had itself before it
 * was interrupted, then what others have held for too long, then what is new.
 */
final class GroupReader implements StreamReader {
    private static final int LOOKS_AN_IDLE_TIME = 2;

    private final StreamSettings settings;
    private final StreamPorts ports;
    private final RetryWait patience;
    private final byte[] key;
    private final byte[] group;
    private final Consumer<byte[]> me;
    private final Group terms;

    private @Nullable RedisAsyncCommands<byte[], byte[]> redis;
    /** Done, but Redis may not know; they are not to be handled again. */
    private final Set<String> unacknowledged = new LinkedHashSet<>();
    /** Behind which own entries to look; null when there are none left. */
    private @Nullable String own = EntryId.BEGINNING;

    private Instant nextTakeover = Instant.EPOCH;
    private String takeoverFrom = EntryId.BEGINNING;

    GroupReader(StreamSettings settings, Group terms, StreamPorts ports, RetryWait patience) {
        this.settings = settings;
        this.terms = terms;
        this.ports = ports;
        this.patience = patience;
        this.key = settings.stream().getBytes(StandardCharsets.UTF_8);
        this.group = terms.name().getBytes(StandardCharsets.UTF_8);
        this.me = Consumer.from(group, terms.consumer().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void open(RedisAsyncCommands<byte[], byte[]> commands) throws InterruptedException {
        redis = commands;
        own = EntryId.BEGINNING;
        // Where a single reader was before, the group goes on.
        String from =
                patience.stored(() -> ports.offsets().offset(settings.label())).orElse(EntryId.BEGINNING);
        try {
            RetryWait.await(
                    commands.xgroupCreate(StreamOffset.from(key, from), group, XGroupCreateArgs.Builder.mkstream()));
        } catch (RedisBusyException known) {
            acknowledge();
        } catch (RedisCommandExecutionException refused) {
            if (!RedisFailure.of(refused, settings.stream()).kind().equals(RedisFailure.OUT_OF_MEMORY)) {
                throw refused;
            }
            // Redis refuses this before it looks whether the group is there. If it is, reading makes room.
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
            return ofMine(own);
        }
        Instant now = ports.clock().instant();
        if (!now.isBefore(nextTakeover) && takenOver(now)) {
            return ofMine(EntryId.BEGINNING);
        }
        return new Read(entries(ask(StreamOffset.lastConsumed(key), true)), List.of());
    }

    private Read ofMine(String from) throws InterruptedException {
        List<StreamMessage<byte[], byte[]>> messages = ask(StreamOffset.from(key, from), false);
        own = messages.isEmpty() ? null : messages.getLast().getId();
        return messages.isEmpty() ? Read.NOTHING : tried(messages);
    }

    /** Makes mine what others have held for too long: only the ids, since what was trimmed has nothing else. */
    private boolean takenOver(Instant now) throws InterruptedException {
        ClaimedMessages<byte[], byte[]> claimed = RetryWait.await(commands()
                .xautoclaim(
                        key,
                        new XAutoClaimArgs<byte[]>()
                                .consumer(me)
                                .minIdleTime(terms.idle())
                                .startId(takeoverFrom)
                                .count(settings.count())
                                .justid()));
        takeoverFrom = claimed.getId();
        if (takeoverFrom.equals(EntryId.BEGINNING)) {
            nextTakeover = now.plus(terms.idle().dividedBy(LOOKS_AN_IDLE_TIME));
        }
        return !claimed.getMessages().isEmpty();
    }

    /** Entries that were dealt out before: some too often, and some are no longer in the stream. */
    private Read tried(List<StreamMessage<byte[], byte[]>> messages) throws InterruptedException {
        Set<String> tooOften = new HashSet<>();
        for (PendingMessage pending : RetryWait.await(commands()
                .xpending(
                        key,
                        me,
                        Range.create(
                                messages.getFirst().getId(), messages.getLast().getId()),
                        Limit.from(messages.size())))) {
            if (pending.getRedeliveryCount() > terms.deliveries()) {
                tooOften.add(pending.getId());
            }
        }
        List<StreamEntry> entries = new ArrayList<>();
        List<StreamEntry> exhausted = new ArrayList<>();
        for (StreamEntry entry : entries(messages)) {
            (tooOften.contains(entry.id()) ? exhausted : entries).add(entry);
        }
        return new Read(entries, exhausted);
    }

    private List<StreamEntry> entries(List<StreamMessage<byte[], byte[]>> messages) throws InterruptedException {
        List<StreamEntry> entries = new ArrayList<>(messages.size());
        for (StreamMessage<byte[], byte[]> message : messages) {
            if (message.getBody() == null || message.getBody().isEmpty()) {
                // It was trimmed after it had been dealt out, before anybody finished it.
                ports.listener().trimmed(settings.label());
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

    @SuppressWarnings("unchecked") // Varargs of a generic type, of which there is one.
    private List<StreamMessage<byte[], byte[]>> ask(StreamOffset<byte[]> from, boolean block)
            throws InterruptedException {
        XReadArgs args = XReadArgs.Builder.count(settings.count());
        return RetryWait.await(commands().xreadgroup(me, block ? args.block(settings.block()) : args, from));
    }

    @Override
    public void done(Read read) throws InterruptedException {
        read.entries().forEach(entry -> unacknowledged.add(entry.id()));
        read.exhausted().forEach(entry -> unacknowledged.add(entry.id()));
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
