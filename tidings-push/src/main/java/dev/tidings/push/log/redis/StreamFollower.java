package dev.tidings.push.log.redis;

import dev.tidings.core.event.Entry;
import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.streams.redis.RedisNode;
import dev.tidings.streams.redis.Script;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
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
 * Brings one stream to one follower, on a thread and a connection of its own. It knows up to where it has told, and goes on
 * from there when Redis is back, unless what lies between is lost.
 */
final class StreamFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFollower.class);
    private static final Script OPEN = Script.named(StreamFollower.class, "open.lua");
    private static final Duration BLOCK = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int PAGE = 1_000;

    /** Above any number that an entry of one millisecond can have. */
    private static final long LAST_NUMBER = 999_999_999_999_999L;

    private final RedisNode redis;
    private final StreamKeys keys;
    private final String tenant;
    private final WindowBounds bounds;
    private final Supplier<String> epochs;
    private final Follower follower;

    private volatile boolean stopped;
    private @Nullable Thread thread;
    private @Nullable Position told;
    private boolean live = true;

    /** @param added entries since the epoch began, and {@code length} those that are there: equal, none was trimmed */
    private record State(String epoch, long added, long length, Position last, Position since) {}

    StreamFollower(
            RedisNode redis,
            StreamKeys keys,
            String tenant,
            WindowBounds bounds,
            Supplier<String> epochs,
            Follower follower) {
        this.redis = redis;
        this.keys = keys;
        this.tenant = tenant;
        this.bounds = bounds;
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
            try (StatefulRedisConnection<String, byte[]> connection = redis.connect()) {
                goOn(connection);
                while (!stopped) {
                    round(connection, BLOCK);
                }
            } catch (RedisException | CompletionException gone) {
                lost(gone);
            } catch (RuntimeException defect) {
                LOG.error("following {} fails", keys.stream(), defect);
                lost(defect);
            }
        }
    }

    private void lost(RuntimeException why) {
        if (stopped) {
            return;
        }
        if (live) {
            live = false;
            follower.unavailable(String.valueOf(why.getMessage()));
        }
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /** Begins, or goes on where it was. */
    private void goOn(StatefulRedisConnection<String, byte[]> connection) {
        State state = open(connection, "");
        Position before = told;
        if (before == null || !before.epoch().equals(state.epoch())) {
            begin(connection, "");
        } else if (before.isAfter(state.last())) {
            // Redis came back without its end. Nobody may take its cursor for good.
            begin(connection, state.epoch());
        } else if (state.added() != state.length() && trimmedBehind(connection, before)) {
            begin(connection, "");
        } else {
            while (round(connection, Duration.ZERO)) {
                LOG.debug("catching up on {}", keys.stream());
            }
        }
        if (!live) {
            live = true;
            follower.live();
        }
    }

    /** Reads what comes next; whether there may be more at once. */
    private boolean round(StatefulRedisConnection<String, byte[]> connection, Duration block) {
        RedisCommands<String, byte[]> commands = connection.sync();
        Position from = Objects.requireNonNull(told);
        XReadArgs args = XReadArgs.Builder.count(PAGE);
        if (!block.isZero()) {
            args.block(block);
        }
        List<StreamMessage<String, byte[]>> messages = read(commands, args, Fields.id(from));
        // After the read: what was read is of this epoch, or this is another one.
        byte[] epoch = commands.hget(keys.meta(), "epoch");
        if (epoch == null || !from.epoch().equals(new String(epoch, StandardCharsets.UTF_8))) {
            begin(connection, "");
            return false;
        }
        if (messages.isEmpty()) {
            return false;
        }
        if (messages.size() == PAGE && trimmedBehind(connection, from)) {
            begin(connection, "");
            return false;
        }
        told = Fields.position(from.epoch(), messages.getLast().getId());
        follower.appended(entries(from.epoch(), messages));
        return messages.size() == PAGE;
    }

    @SuppressWarnings("unchecked") // Varargs of a generic type, of which there is one.
    private List<StreamMessage<String, byte[]>> read(
            RedisCommands<String, byte[]> commands, XReadArgs args, String behind) {
        return commands.xread(args, StreamOffset.from(keys.stream(), behind));
    }

    /** Whether the stream begins only behind what was told, so that something between may have gone. */
    private boolean trimmedBehind(StatefulRedisConnection<String, byte[]> connection, Position position) {
        List<StreamMessage<String, byte[]>> first =
                connection.sync().xrange(keys.stream(), Range.unbounded(), Limit.from(1));
        return !first.isEmpty()
                && before(Fields.position(position.epoch(), first.getFirst().getId()))
                        .isAfter(position);
    }

    private void begin(StatefulRedisConnection<String, byte[]> connection, String ending) {
        State before = open(connection, ending);
        List<StreamMessage<String, byte[]>> newest = newest(connection.sync());
        State after = open(connection, "");
        if (!before.epoch().equals(after.epoch())) {
            begin(connection, "");
            return;
        }
        String epoch = after.epoch();
        boolean whole = after.added() == after.length() && newest.size() >= before.length();
        Position floor;
        if (whole) {
            // As a time, so that a cursor from before the first event says how old it is.
            floor = after.since();
        } else if (newest.isEmpty()) {
            floor = before.last();
        } else {
            floor = before(Fields.position(epoch, newest.getFirst().getId()));
        }
        told = newest.isEmpty()
                ? floor
                : Fields.position(epoch, newest.getLast().getId());
        follower.begin(floor, entries(epoch, newest));
    }

    /** What is within the bounds, oldest first. */
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
        List<String> state = OPEN.run(connection.async(), keys.all(), Fields.bytes(epochs.get()), Fields.bytes(ending))
                .join();
        return new State(
                state.get(0),
                Long.parseLong(state.get(1)),
                Long.parseLong(state.get(2)),
                Fields.position(state.get(0), state.get(3)),
                new Position(state.get(0), Long.parseLong(state.get(4)), 0));
    }

    private List<Entry> entries(String epoch, List<StreamMessage<String, byte[]>> messages) {
        List<Entry> entries = new ArrayList<>(messages.size());
        for (StreamMessage<String, byte[]> message : messages) {
            Entry entry = Fields.entry(tenant, epoch, message);
            if (entry == null) {
                LOG.warn("{} of {} is no event and is passed over", message.getId(), keys.stream());
            } else {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Before this entry and behind all that came before it. */
    private static Position before(Position entry) {
        return entry.number() > 0
                ? new Position(entry.epoch(), entry.millis(), entry.number() - 1)
                : new Position(entry.epoch(), entry.millis() - 1, LAST_NUMBER);
    }
}
