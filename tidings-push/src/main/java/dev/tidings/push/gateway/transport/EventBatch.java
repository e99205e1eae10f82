package dev.tidings.push.gateway.transport;

import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.PublishedEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one write: its frames, in one chunk if the response is chunked (RFC 9112). Subscribers of a recipient usually take the same
 * events at the same time, so the last batch is kept and shared. Confined to one event loop.
 */
final class EventBatch {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_FRAMING = 2 * Integer.BYTES + 2 * LINE_END.length + LAST_CHUNK.length;

    private final ByteBufAllocator alloc;

    private @Nullable Encoding encoding;
    private boolean chunked;
    private @Nullable Frame first;
    private @Nullable Frame last;
    private int size;
    private @Nullable ByteBuf bytes;

    EventBatch(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    /** The bytes of a message that is no frame. */
    ByteBuf of(byte[] message, boolean chunked) {
        if (!chunked) {
            return Unpooled.wrappedBuffer(message);
        }
        ByteBuf chunk = alloc.directBuffer(message.length + MAX_FRAMING);
        beginChunk(chunk, message.length);
        return chunk.writeBytes(message).writeBytes(LINE_END);
    }

    @SuppressWarnings("ReferenceEquality") // Live subscribers share the same event object.
    ByteBuf of(List<Frame> frames, Encoding encoding, boolean chunked) {
        Frame head = frames.getFirst();
        Frame tail = frames.getLast();
        if (!(head instanceof PublishedEvent) || !(tail instanceof PublishedEvent)) {
            return joined(frames, encoding, chunked);
        }
        // Both are filtered runs of the same log, so runs with equal ends and size are equal.
        ByteBuf shared = bytes;
        if (shared == null
                || head != first
                || tail != last
                || frames.size() != size
                || encoding != this.encoding
                || chunked != this.chunked) {
            forget();
            shared = joined(frames, encoding, chunked);
            bytes = shared;
            first = head;
            last = tail;
            size = frames.size();
            this.encoding = encoding;
            this.chunked = chunked;
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

    private ByteBuf joined(List<Frame> frames, Encoding encoding, boolean chunked) {
        byte[][] parts = new byte[frames.size()][];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = encoding.bytes(frames.get(i));
            length += parts[i].length;
        }
        ByteBuf joined = alloc.directBuffer(length + (chunked ? MAX_FRAMING : 0));
        if (chunked) {
            beginChunk(joined, length);
        }
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        if (chunked) {
            joined.writeBytes(LINE_END);
            if (frames.getLast() instanceof Frame.Ended) {
                joined.writeBytes(LAST_CHUNK);
            }
        }
        return joined;
    }

    private static void beginChunk(ByteBuf to, int length) {
        to.writeCharSequence(Integer.toHexString(length), StandardCharsets.US_ASCII);
        to.writeBytes(LINE_END);
    }
}
