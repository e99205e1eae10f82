package dev.tidings.core.event;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The partitions of each tenant's log. All events of a recipient are in the same partition, and each partition has its own order
 * and its own epochs.
 */
public record LogPartitions(int count) {
    /** Limits the length of a cursor with a position per partition. */
    public static final int MAX = 32;

    public static final LogPartitions ONE = new LogPartitions(1);

    public LogPartitions {
        if (count < 1 || count > MAX) {
            throw new IllegalArgumentException("partitions is " + count + "; expected 1 to " + MAX);
        }
    }

    /** Returns the partition of a recipient: the CRC-32 of its UTF-8 bytes, modulo the number of partitions. */
    public int of(String recipient) {
        if (count == 1) {
            return 0;
        }
        CRC32 hash = new CRC32();
        hash.update(recipient.getBytes(StandardCharsets.UTF_8));
        return (int) (hash.getValue() % count);
    }
}
