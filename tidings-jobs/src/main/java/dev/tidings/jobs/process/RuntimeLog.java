package dev.tidings.jobs.process;

import dev.tidings.jobs.driver.BoundedText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A runtime's log file. The runtime writes to the file directly, so nothing is lost or blocked while no server runs.
 * When the file exceeds the limit its end is moved to a second file, which replaces the previous one. A running
 * server checks this periodically, so the file may exceed the limit between two checks.
 */
record RuntimeLog(Path file, int bytes) {
    /** One lock for all logs: rotation is rare and short. */
    private static final Object MOVING = new Object();

    static RuntimeLog in(Path folder, int bytes) {
        return new RuntimeLog(folder.resolve("runtime.log"), bytes);
    }

    private Path before() {
        return file.resolveSibling("runtime.log.1");
    }

    /** Rotates the log if it exceeds the limit. The runtime continues to append to the truncated file. */
    void trim() throws IOException {
        synchronized (MOVING) {
            move();
        }
    }

    private void move() throws IOException {
        if (!Files.exists(file) || Files.size(file) <= bytes) {
            return;
        }
        Path next = file.resolveSibling("runtime.log.next");
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            try (FileChannel to = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                long size = from.size();
                from.transferTo(Math.max(0, size - bytes), bytes, to);
            }
            from.truncate(0);
        }
        Files.move(next, before(), StandardCopyOption.REPLACE_EXISTING);
    }

    List<String> last(int lines) throws IOException {
        synchronized (MOVING) {
            return read(lines);
        }
    }

    private List<String> read(int lines) throws IOException {
        List<String> recent = BoundedText.lastLines(tail(file), lines);
        if (recent.size() >= Math.min(lines, BoundedText.MOST_LINES)) {
            return recent;
        }
        return BoundedText.lastLines(tail(before()) + String.join("\n", recent), lines);
    }

    /** Reads the end of a file, up to the size limit. */
    private String tail(Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, bytes));
            channel.position(size - buffer.capacity());
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Continues until the buffer is full.
            }
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return "";
        }
    }
}
