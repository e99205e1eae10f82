package dev.tidings.streams.redis;

import dev.tidings.streams.RetryWait;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out when entries went that nobody had read, and tells people once a gap. */
final class Gaps {
    private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);
    private static final byte[] LAST_ID = "last-generated-id".getBytes(StandardCharsets.US_ASCII);

    private final StreamSettings settings;
    private final StreamPorts ports;
    private final RetryWait patience;
    private boolean told;

    Gaps(StreamSettings settings, StreamPorts ports, RetryWait patience) {
        this.settings = settings;
        this.ports = ports;
        this.patience = patience;
    }

    void nothingNew() {
        told = false;
    }

    /**
     * @param from where the reading began
     * @param first what the stream began with when it had ended
     */
    void look(String from, List<StreamMessage<byte[], byte[]>> first) throws InterruptedException {
        if (from.equals(EntryId.BEGINNING)) {
            return;
        }
        boolean gap = first.isEmpty() || EntryId.of(first.getFirst().getId()).isAfter(EntryId.of(from));
        if (gap) {
            ports.listener().trimmed(settings.label());
        }
        if (gap && !told) {
            String begins = first.isEmpty()
                    ? "is empty"
                    : "begins at " + first.getFirst().getId();
            tell(
                    "stream.trimmed",
                    "it was read up to " + from + ", but " + begins
                            + ": entries between may have gone unread; reading goes on. Expected a stream that keeps"
                            + " entries until they are read: a greater MAXLEN");
        }
        told = gap;
    }

    /** Whether the stream is another one, or an older copy: it ends before what was read of it. */
    boolean endsBefore(RedisAsyncCommands<byte[], byte[]> redis, byte[] key, String read) throws InterruptedException {
        String last = lastId(redis, key);
        if (!EntryId.of(read).isAfter(EntryId.of(last)) || last.equals(EntryId.BEGINNING)) {
            return false;
        }
        tell(
                "stream.rewound",
                "it was read up to " + read + ", but ends at " + last
                        + ": it was lost and made anew, or is an older copy; it is read from its beginning");
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

    private void tell(String kind, String what) throws InterruptedException {
        LOG.warn("stream {}: {}", settings.stream(), what);
        patience.stored(() -> ports.events().addEvent(settings.tenant(), kind, settings.source(), what));
    }
}
