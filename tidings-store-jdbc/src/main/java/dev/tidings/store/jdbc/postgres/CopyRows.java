package dev.tidings.store.jdbc.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the binary format of COPY, as the PostgreSQL manual has it under "COPY"; the driver sends such rows and leaves
 * it to others to write them. Each row names the number of its columns, each value the number of its bytes.
 */
final class CopyRows {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int FIRST_BYTES = 1 << 17;
    private static final int NULL = -1;
    private static final short END = -1;

    private ByteBuffer out = ByteBuffer.allocate(FIRST_BYTES);

    CopyRows() {
        // No flags and no header extension.
        out.put(SIGNATURE).putInt(0).putInt(0);
    }

    void row(int columns) {
        room(Short.BYTES).putShort((short) columns);
    }

    void text(@Nullable String value) {
        bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(byte @Nullable [] value) {
        if (value == null) {
            none();
        } else {
            sized(value.length).put(value);
        }
    }

    void int8(@Nullable Long value) {
        if (value == null) {
            none();
        } else {
            sized(Long.BYTES).putLong(value);
        }
    }

    void int4(@Nullable Integer value) {
        if (value == null) {
            none();
        } else {
            sized(Integer.BYTES).putInt(value);
        }
    }

    void bool(@Nullable Boolean value) {
        if (value == null) {
            none();
        } else {
            sized(1).put((byte) (value ? 1 : 0));
        }
    }

    private void none() {
        room(Integer.BYTES).putInt(NULL);
    }

    private ByteBuffer sized(int bytes) {
        return room(Integer.BYTES + bytes).putInt(bytes);
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int size = Math.max(out.capacity() * 2, out.position() + bytes);
            out = ByteBuffer.allocate(size).put(out.flip());
        }
        return out;
    }

    /** The complete data, with its trailer, ready to be read. */
    ByteBuffer finish() {
        return room(Short.BYTES).putShort(END).flip();
    }
}
