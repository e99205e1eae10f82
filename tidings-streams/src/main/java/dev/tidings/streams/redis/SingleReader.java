package dev.tidings.streams.redis;

import dev.tidings.streams.RetryWait;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream as its only consumer, from an offset in the store. While entries follow each other, the offset is saved
 * only at intervals: each save is a commit of its own, and entries after the saved offset are handled again at most.
 */
final class SingleReader implements StreamReader {
    private static final Duration SAVE_EVERY = Duration.ofMillis(200);

    private final StreamSettings settings;
    private final StreamPorts ports;
    private final RetryWait wait;
    private final StreamGapReporter gaps;
    private final byte[] key;
    private final ReadSize size;

    private @Nullable RedisAsyncCommands<byte[], byte[]> redis;
    /** The saved offset; null if it was not loaded yet or there is none. */
    private @Nullable String done;

    private boolean reported;
    /** The last entry that was read. */
    private String read = EntryId.BEGINNING;

    private @Nullable PendingRead ahead;

    /** The reads that are not done. A read from before the offset was reloaded is not among them. */
    private final Queue<Read> outstanding = new ArrayDeque<>();
    /** The last finished entry; null if its offset is saved. */
    private @Nullable String finished;

    private Instant nextSave = Instant.EPOCH;

    /** A pending read, and the first entry of the stream right after it. */
    private record PendingRead(
            int count,
            RedisFuture<List<StreamMessage<byte[], byte[]>>> entries,
            RedisFuture<List<StreamMessage<byte[], byte[]>>> first) {}

    SingleReader(StreamSettings settings, StreamPorts ports, RetryWait wait) {
        this.settings = settings;
        this.ports = ports;
        this.wait = wait;
        this.gaps = new StreamGapReporter(settings, ports, wait);
        this.size = new ReadSize(settings.count());
        this.key = settings.stream().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void open(RedisAsyncCommands<byte[], byte[]> commands) throws InterruptedException {
        redis = commands;
        ahead = null;
        outstanding.clear();
        finished = null;
        if (!reported) {
            done = wait.stored(() -> ports.offsets().offset(settings.label())).orElse(null);
            reported = true;
        }
        read = done == null ? EntryId.BEGINNING : done;
        if (gaps.endsBefore(commands, key, read)) {
            read = EntryId.BEGINNING;
        }
    }

    @Override
    public Read read() throws InterruptedException {
        PendingRead pending = ahead == null ? ask() : ahead;
        ahead = null;
        List<StreamMessage<byte[], byte[]>> messages = RetryWait.await(pending.entries());
        if (messages.isEmpty()) {
            gaps.caughtUp();
            return Read.NOTHING;
        }
        gaps.check(read, RetryWait.await(pending.first()));
        read = messages.getLast().getId();
        size.adapt(messages);
        if (messages.size() == pending.count()) {
            // There are more entries: they are read ahead while these are handled.
            ahead = ask();
        }
        Read next = new Read(messages.stream().map(StreamReader::entry).toList(), List.of());
        outstanding.add(next);
        return next;
    }

    @Override
    public @Nullable CompletionStage<?> ahead() {
        return ahead == null ? null : ahead.entries();
    }

    @SuppressWarnings("unchecked") // Generic varargs with a single argument.
    private PendingRead ask() {
        RedisAsyncCommands<byte[], byte[]> commands = Objects.requireNonNull(redis);
        int count = size.count();
        return new PendingRead(
                count,
                commands.xread(XReadArgs.Builder.count(count).block(settings.block()), StreamOffset.from(key, read)),
                commands.xrange(key, Range.unbounded(), Limit.from(1)));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // After a reconnect, the same entries are another read.
    public void done(Read handled) throws InterruptedException {
        if (outstanding.peek() != handled) {
            return;
        }
        outstanding.remove();
        finished = handled.entries().getLast().id();
        if (!ports.handling().clock().instant().isBefore(nextSave)) {
            flush();
        }
    }

    @Override
    public void flush() throws InterruptedException {
        String last = finished;
        if (last == null) {
            return;
        }
        finished = null;
        nextSave = ports.handling().clock().instant().plus(SAVE_EVERY);
        String before = done;
        if (wait.stored(() -> ports.offsets().saveOffset(settings.label(), before, last))) {
            done = last;
        } else {
            // Another reader saved its offset, or this write succeeded although it seemed to fail:
            // reload the offset.
            reported = false;
            open(Objects.requireNonNull(redis));
        }
    }
}
