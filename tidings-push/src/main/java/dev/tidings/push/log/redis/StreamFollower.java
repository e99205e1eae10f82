package dev.tidings.push.log.redis;

import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.problem.Cause;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes one stream to one follower, on its own thread and connection. After a reconnect it resumes from the last
 * passed event, unless events in between were lost.
 */
final class StreamFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFollower.class);
    private static final RedisScript OPEN = RedisScript.named(StreamFollower.class, "open.lua");
    private static final Duration BLOCK = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int PAGE = 1_000;

    /** Greater than the number of any entry within one millisecond. */
    private static final long LAST_NUMBER = 999_999_999_999_999L;

    private final PartitionSource source;
    private final StreamKeys keys;
    private final String tenant;
    private final WindowBounds bounds;

    /** Fewer entries than this are all that came after the last one: what trims a stream leaves at least its length. */
    private final int full;

    private final Supplier<String> epochs;
    private final Follower follower;

    private volatile boolean stopped;
    private @Nullable Thread thread;
    private @Nullable Position delivered;
    private boolean live = true;

    /** The removals of events that the last beginning knew; null if there were none. */
    private @Nullable String removals;

    /**
     * @param added entries since the epoch began; if it equals {@code length}, nothing was trimmed
     */
    private record State(String epoch, long added, long length, Position last, Position since) {}

    StreamFollower(
            PartitionSource source,
            String tenant,
            StreamRetention retention,
            Supplier<String> epochs,
            Follower follower) {
        this.source = source;
        this.keys = source.keys();
        this.tenant = tenant;
        this.bounds = retention.window();
        this.full = Math.min(PAGE, retention.length());
        this.epochs = epochs;
        this.follower = follower;
    }

    void start() {
        thread = Thread.ofVirtual().name("tidings-follow-" + keys.stream()).start(this::run);
    }

    @Override
    public void close() {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            try (StatefulRedisConnection<String, byte[]> connection =
                    source.redis().connect()) {
                resume(connection);
                while (!stopped) {
                    round(connection, BLOCK);
                }
            } catch (RedisException | CompletionException gone) {
                onFailure(gone);
            } catch (RuntimeException defect) {
                LOG.error("reading the event log failed; stream={}", keys.stream(), defect);
                onFailure(defect);
            }
        }
    }

    private void onFailure(RuntimeException why) {
        if (stopped) {
            return;
        }
        if (live) {
            live = false;
            follower.unavailable(String.valueOf(Cause.of(why).getMessage()));
        }
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /** Starts or resumes. */
    private void resume(StatefulRedisConnection<String, byte[]> connection) {
        State state = open(connection, "");
        Position before = delivered;
        if (before == null || !before.epoch().equals(state.epoch())) {
            begin(connection, "");
        } else if (before.isAfter(state.last())) {
            // Redis restarted without its latest events, so cursors beyond the end are invalid.
            begin(connection, state.epoch());
        } else if (state.added() != state.length() && trimmedBehind(connection, before)) {
            begin(connection, "");
        } else {
            while (round(connection, Duration.ZERO)) {
                LOG.debug("catching up on the event log; stream={}", keys.stream());
            }
        }
        if (!live) {
            live = true;
            follower.live();
        }
    }

    /** Reads the next entries, and returns whether more may be available immediately. */
    private boolean round(StatefulRedisConnection<String, byte[]> connection, Duration block) {
        var _ = source.checkLayout(connection.async());
        RedisCommands<String, byte[]> commands = connection.sync();
        Position from = Objects.requireNonNull(delivered);
        XReadArgs args = XReadArgs.Builder.count(PAGE);
        if (!block.isZero()) {
            args.block(block);
        }
        List<StreamMessage<String, byte[]>> messages = read(commands, args, EventFields.id(from));
        // Checked after the read: only entries of this epoch are passed on.
        Meta meta = meta(commands);
        if (!from.epoch().equals(meta.epoch()) || !Objects.equals(removals, meta.removals())) {
            begin(connection, "");
            return false;
        }
        if (messages.isEmpty()) {
            return false;
        }
        if (messages.size() >= full && trimmedBehind(connection, from)) {
            begin(connection, "");
            return false;
        }
        delivered = EventFields.position(from.epoch(), messages.getLast().getId());
        follower.appended(entries(from.epoch(), messages));
        return messages.size() == PAGE;
    }

    private record Meta(@Nullable String epoch, @Nullable String removals) {}

    private Meta meta(RedisCommands<String, byte[]> commands) {
        List<KeyValue<String, byte[]>> values = commands.hmget(keys.meta(), "epoch", "removals");
        return new Meta(text(values.getFirst()), text(values.getLast()));
    }

    private static @Nullable String text(KeyValue<String, byte[]> value) {
        return value.hasValue() ? EventFields.string(value.getValue()) : null;
    }

    @SuppressWarnings("unchecked") // Generic varargs with a single argument.
    private List<StreamMessage<String, byte[]>> read(
            RedisCommands<String, byte[]> commands, XReadArgs args, String behind) {
        return commands.xread(args, StreamOffset.from(keys.stream(), behind));
    }

    /** Whether events after the position may have been trimmed. */
    private boolean trimmedBehind(StatefulRedisConnection<String, byte[]> connection, Position position) {
        List<StreamMessage<String, byte[]>> first =
                connection.sync().xrange(keys.stream(), Range.unbounded(), Limit.from(1));
        return !first.isEmpty()
                && before(EventFields.position(
                                position.epoch(), first.getFirst().getId()))
                        .isAfter(position);
    }

    private void begin(StatefulRedisConnection<String, byte[]> connection, String ending) {
        State before = open(connection, ending);
        // Read before the entries: what is removed after them makes it begin again.
        String known = meta(connection.sync()).removals();
        List<StreamMessage<String, byte[]>> newest = newest(connection.sync());
        State after = open(connection, "");
        if (!before.epoch().equals(after.epoch())) {
            begin(connection, "");
            return;
        }
        removals = known;
        String epoch = after.epoch();
        boolean whole = after.added() == after.length() && newest.size() >= before.length();
        Position floor;
        if (whole) {
            // A timestamp, so that a cursor from before the first event has an age.
            floor = after.since();
        } else if (newest.isEmpty()) {
            floor = before.last();
        } else {
            floor = before(EventFields.position(epoch, newest.getFirst().getId()));
        }
        delivered = newest.isEmpty()
                ? floor
                : EventFields.position(epoch, newest.getLast().getId());
        follower.begin(floor, entries(epoch, newest));
    }

    /** Reads the newest entries within the bounds, oldest first. */
    private List<StreamMessage<String, byte[]>> newest(RedisCommands<String, byte[]> commands) {
        List<StreamMessage<String, byte[]>> found = new ArrayList<>();
        Range<String> range = Range.unbounded();
        long bytes = 0;
        while (true) {
            List<StreamMessage<String, byte[]>> page =
                    commands.xrevrange(keys.stream(), range, Limit.from(Math.min(PAGE, bounds.count() - found.size())));
            for (StreamMessage<String, byte[]> message : page) {
                found.add(message);
                for (byte[] value : message.getBody().values()) {
                    bytes += value.length;
                }
            }
            if (page.size() < PAGE || found.size() >= bounds.count() || bytes >= bounds.bytes()) {
                return found.reversed();
            }
            range = Range.from(
                    Range.Boundary.unbounded(),
                    Range.Boundary.excluding(page.getLast().getId()));
        }
    }

    private State open(StatefulRedisConnection<String, byte[]> connection, String ending) {
        String layout = source.checkLayout(connection.async());
        List<String> state = OPEN.run(
                        connection.async(),
                        keys.all(),
                        EventFields.bytes(epochs.get()),
                        EventFields.bytes(ending),
                        EventFields.bytes(layout))
                .join();
        return new State(
                state.get(0),
                Long.parseLong(state.get(1)),
                Long.parseLong(state.get(2)),
                EventFields.position(state.get(0), state.get(3)),
                new Position(state.get(0), Long.parseLong(state.get(4)), 0));
    }

    private List<LogEntry> entries(String epoch, List<StreamMessage<String, byte[]>> messages) {
        List<LogEntry> entries = new ArrayList<>(messages.size());
        for (StreamMessage<String, byte[]> message : messages) {
            LogEntry entry = EventFields.entry(tenant, epoch, message);
            if (entry == null) {
                LOG.warn("ignored an entry that is not an event; stream={} id={}", keys.stream(), message.getId());
            } else {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** The greatest position before this entry. */
    private static Position before(Position entry) {
        return entry.number() > 0
                ? new Position(entry.epoch(), entry.millis(), entry.number() - 1)
                : new Position(entry.epoch(), entry.millis() - 1, LAST_NUMBER);
    }
}
