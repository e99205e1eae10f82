package dev.tidings.streams.redis;

import dev.tidings.streams.StreamEntry;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;

/** Brings entries of a stream and remembers which are done. Used by one thread. */
sealed interface StreamReader permits SingleReader, GroupReader {
    /** Begins, or goes on behind what is done, over a new connection. */
    void open(RedisAsyncCommands<byte[], byte[]> redis) throws InterruptedException;

    /** What comes next; waits for a while when there is nothing. */
    Read read() throws InterruptedException;

    /** All of what was read is durable. */
    void done(Read read) throws InterruptedException;

    /**
     * @param entries to be handled, in their order
     * @param exhausted to be given up, since those that had them before did not live to finish
     */
    record Read(List<StreamEntry> entries, List<StreamEntry> exhausted) {
        static final Read NOTHING = new Read(List.of(), List.of());

        boolean isEmpty() {
            return entries.isEmpty() && exhausted.isEmpty();
        }
    }

    static StreamEntry entry(StreamMessage<byte[], byte[]> message) {
        // A map by identity: what is there twice stays twice.
        List<StreamEntry.Field> fields = new ArrayList<>(message.getBody().size());
        message.getBody().forEach((name, value) -> fields.add(new StreamEntry.Field(name, value)));
        return new StreamEntry(message.getId(), fields);
    }
}
