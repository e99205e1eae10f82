package dev.tidings.streams.redis;

import dev.tidings.streams.StreamEntry;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads entries of a stream and records which are done. Confined to one thread. */
sealed interface StreamReader permits SingleReader, GroupReader {
    /** Starts reading, or resumes after the last finished entry, on a new connection. */
    void open(RedisAsyncCommands<byte[], byte[]> redis) throws InterruptedException;

    /** Returns the next entries; waits for a limited time if there are none. */
    Read read() throws InterruptedException;

    /** Returns the pending answer for the next {@link #read}; null if that would ask Redis first. */
    @Nullable
    CompletionStage<?> ahead();

    /** Notes that all entries of a read are durable. Called in the order of the reads. */
    void done(Read read) throws InterruptedException;

    /** Records what is done. Called when no entries are being handled. */
    void flush() throws InterruptedException;

    /**
     * @param entries the entries to handle, in order
     * @param exhausted entries to quarantine, because too many consumers stopped while handling them
     */
    record Read(List<StreamEntry> entries, List<StreamEntry> exhausted) {
        static final Read NOTHING = new Read(List.of(), List.of());

        boolean isEmpty() {
            return entries.isEmpty() && exhausted.isEmpty();
        }
    }

    static StreamEntry entry(StreamMessage<byte[], byte[]> message) {
        // A map with identity keys: repeated fields stay repeated.
        List<StreamEntry.Field> fields = new ArrayList<>(message.getBody().size());
        message.getBody().forEach((name, value) -> fields.add(new StreamEntry.Field(name, value)));
        return new StreamEntry(message.getId(), fields);
    }
}
