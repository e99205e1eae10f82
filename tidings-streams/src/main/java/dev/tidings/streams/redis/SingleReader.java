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
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The only one who reads: from an offset that the store keeps. */
final class SingleReader implements StreamReader {
    private final StreamSettings settings;
    private final StreamPorts ports;
    private final RetryWait patience;
    private final Gaps gaps;
    private final byte[] key;

    private @Nullable RedisAsyncCommands<byte[], byte[]> redis;
    /** Up to where all is done, as the store knows; null until it has told, and while it has nothing. */
    private @Nullable String done;

    private boolean told;
    /** Up to where it was read. */
    private String read = EntryId.BEGINNING;

    private @Nullable Asked ahead;

    /** A reading under way, and which entry was the first of the stream right behind it. */
    private record Asked(
            RedisFuture<List<StreamMessage<byte[], byte[]>>> entries,
            RedisFuture<List<StreamMessage<byte[], byte[]>>> first) {}

    SingleReader(StreamSettings settings, StreamPorts ports, RetryWait patience) {
        this.settings = settings;
        this.ports = ports;
        this.patience = patience;
        this.gaps = new Gaps(settings, ports, patience);
        this.key = settings.stream().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void open(RedisAsyncCommands<byte[], byte[]> commands) throws InterruptedException {
        redis = commands;
        ahead = null;
        if (!told) {
            done = patience.stored(() -> ports.offsets().offset(settings.label()))
                    .orElse(null);
            told = true;
        }
        read = done == null ? EntryId.BEGINNING : done;
        if (gaps.endsBefore(commands, key, read)) {
            read = EntryId.BEGINNING;
        }
    }

    @Override
    public Read read() throws InterruptedException {
        Asked asked = ahead == null ? ask() : ahead;
        ahead = null;
        List<StreamMessage<byte[], byte[]>> messages = RetryWait.await(asked.entries());
        if (messages.isEmpty()) {
            gaps.nothingNew();
            return Read.NOTHING;
        }
        gaps.look(read, RetryWait.await(asked.first()));
        read = messages.getLast().getId();
        if (messages.size() == settings.count() && settings.count() > 1) {
            // There is more: it comes in while this is handled.
            ahead = ask();
        }
        return new Read(messages.stream().map(StreamReader::entry).toList(), List.of());
    }

    @SuppressWarnings("unchecked") // Varargs of a generic type, of which there is one.
    private Asked ask() {
        RedisAsyncCommands<byte[], byte[]> commands = Objects.requireNonNull(redis);
        return new Asked(
                commands.xread(
                        XReadArgs.Builder.count(settings.count()).block(settings.block()),
                        StreamOffset.from(key, read)),
                commands.xrange(key, Range.unbounded(), Limit.from(1)));
    }

    @Override
    public void done(Read handled) throws InterruptedException {
        String last = handled.entries().getLast().id();
        String before = done;
        if (patience.stored(() -> ports.offsets().saveOffset(settings.label(), before, last))) {
            done = last;
        } else {
            // Another reader was at it, or this write was done though it seemed to fail: the store says where to go on.
            told = false;
            open(Objects.requireNonNull(redis));
        }
    }
}
