package dev.tidings.streams.redis;

import dev.tidings.streams.RetryWait;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Detects entries that were trimmed before they were read, and reports each gap once. */
final class StreamGapReporter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamGapReporter.class);
    private static final byte[] LAST_ID = "last-generated-id".getBytes(StandardCharsets.US_ASCII);

    private final StreamSettings settings;
    private final StreamPorts ports;
    private final RetryWait wait;
    private boolean reported;

    StreamGapReporter(StreamSettings settings, StreamPorts ports, RetryWait wait) {
        this.settings = settings;
        this.ports = ports;
        this.wait = wait;
    }

    void caughtUp() {
        reported = false;
    }

    /**
     * @param from the position that was read from
     * @param first the first entry of the stream after that read
     */
    void check(String from, List<StreamMessage<byte[], byte[]>> first) throws InterruptedException {
        if (from.equals(EntryId.BEGINNING)) {
            return;
        }
        boolean gap = first.isEmpty() || EntryId.of(first.getFirst().getId()).isAfter(EntryId.of(from));
        if (gap) {
            ports.handling().listener().trimmed(settings.label());
        }
        if (gap && !reported) {
            String start = first.isEmpty()
                    ? "is now empty"
                    : "now starts at " + first.getFirst().getId();
            report(
                    "stream.trimmed",
                    "the stream was read up to " + from + " but " + start
                            + "; entries in between may not have been read. Increase the stream's MAXLEN");
        }
        reported = gap;
    }

    /** Whether the stream was recreated or restored from an older copy: it ends before the last read entry. */
    boolean endsBefore(RedisAsyncCommands<byte[], byte[]> redis, byte[] key, String read) throws InterruptedException {
        String last = lastId(redis, key);
        if (!EntryId.of(read).isAfter(EntryId.of(last)) || last.equals(EntryId.BEGINNING)) {
            return false;
        }
        report(
                "stream.rewound",
                "the stream was read up to " + read + " but ends at " + last
                        + "; it was deleted and recreated, or restored from an older copy, and is read from its"
                        + " beginning");
        return true;
    }

    private static String lastId(RedisAsyncCommands<byte[], byte[]> redis, byte[] key) throws InterruptedException {
        List<Object> facts;
        try {
            facts = RetryWait.await(redis.xinfoStream(key));
        } catch (RedisCommandExecutionException refused) {
            if (String.valueOf(refused.getMessage()).contains("no such key")) {
                return EntryId.BEGINNING;
            }
            throw refused;
        }
        for (int i = 0; i + 1 < facts.size(); i += 2) {
            if (facts.get(i) instanceof byte[] name && java.util.Arrays.equals(name, LAST_ID)) {
                return new String((byte[]) facts.get(i + 1), StandardCharsets.US_ASCII);
            }
        }
        return EntryId.BEGINNING;
    }

    private void report(String kind, String what) throws InterruptedException {
        LOG.warn("stream gap; stream={} {}", settings.stream(), what);
        wait.stored(() -> ports.handling().events().addEvent(settings.tenant(), kind, settings.source(), what));
    }
}
