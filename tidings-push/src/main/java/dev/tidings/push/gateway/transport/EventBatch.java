package dev.tidings.push.gateway.transport;

import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.PublishedEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Concatenates the frames of one write. Subscribers of a recipient usually take the same events at the same time,
 * so the last batch is kept and shared. Confined to one event loop.
 */
final class EventBatch {
    private final ByteBufAllocator alloc;

    private @Nullable Encoding encoding;
    private @Nullable Frame first;
    private @Nullable Frame last;
    private int size;
    private @Nullable ByteBuf bytes;

    EventBatch(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    @SuppressWarnings("ReferenceEquality") // Live subscribers share the same event object.
    ByteBuf of(Encoding encoding, List<Frame> frames) {
        Frame head = frames.getFirst();
        Frame tail = frames.getLast();
        if (!(head instanceof PublishedEvent) || !(tail instanceof PublishedEvent)) {
            return joined(encoding, frames);
        }
        // Both are filtered runs of the same log, so runs with equal ends and size are equal.
        ByteBuf shared = bytes;
        if (shared == null || head != first || tail != last || frames.size() != size || encoding != this.encoding) {
            forget();
            shared = joined(encoding, frames);
            bytes = shared;
            first = head;
            last = tail;
            size = frames.size();
            this.encoding = encoding;
        }
        return shared.retainedDuplicate();
    }

    /** Releases the batch. */
    void forget() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
            first = null;
            last = null;
        }
    }

    private ByteBuf joined(Encoding encoding, List<Frame> frames) {
        byte[][] parts = new byte[frames.size()][];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = encoding.bytes(frames.get(i));
            length += parts[i].length;
        }
        ByteBuf joined = alloc.directBuffer(length);
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined;
    }
}
