package dev.tidings.streams.redis;

import io.lettuce.core.StreamMessage;
import java.util.List;

/**
 * The number of entries to read at once. Redis limits only the number of entries, so it is lowered when the entries
 * of the last read were large. Confined to one thread.
 */
final class ReadSize {
    private static final long BYTES = 8L * 1024 * 1024;

    private final int most;
    private int count;

    ReadSize(int most) {
        this.most = most;
        this.count = most;
    }

    int count() {
        return count;
    }

    void adapt(List<StreamMessage<byte[], byte[]>> messages) {
        long bytes = 0;
        for (StreamMessage<byte[], byte[]> message : messages) {
            if (message.getBody() != null) {
                for (byte[] value : message.getBody().values()) {
                    bytes += value.length;
                }
            }
        }
        if (bytes > 0) {
            count = Math.clamp(BYTES * messages.size() / bytes, 1, most);
        }
    }
}
