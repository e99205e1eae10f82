package dev.tidings.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines of text; a line that is too long or not UTF-8 does not affect others. */
final class Utf8Lines implements AutoCloseable {
    /** Longer than any intent may be. */
    private static final int LONGEST_BYTES = 1024 * 1024;

    private static final int HEAD_BYTES = 4;
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;

    /**
     * @param text null when there is a problem
     * @param problem why the line cannot be read
     */
    record Read(@Nullable String text, @Nullable String problem) {}

    private Utf8Lines(InputStream in) {
        this.in = in;
    }

    /** Opens a file, or standard input for {@code -}; throws {@link UsageError} when it is not a text file. */
    static Utf8Lines open(Path file) throws IOException {
        if (file.toString().equals("-")) {
            return of("the standard input", System.in);
        }
        if (Files.isDirectory(file)) {
            throw new UsageError("--file: " + file + " is a folder; expected a file of JSON lines");
        }
        if (!Files.isReadable(file)) {
            throw new UsageError("--file: cannot read " + file);
        }
        return of(file.toString(), Files.newInputStream(file));
    }

    private static Utf8Lines of(String name, InputStream source) throws IOException {
        BufferedInputStream in = new BufferedInputStream(source);
        in.mark(HEAD_BYTES);
        byte[] head = in.readNBytes(HEAD_BYTES);
        in.reset();
        String packed = packed(head);
        if (packed != null) {
            in.close();
            throw new UsageError(
                    "--file: " + name + " is " + packed + "; expected JSON lines in UTF-8, which may come from"
                            + " another program: gunzip -c events.jsonl.gz | tidings send --file -");
        }
        if (starts(head, BOM)) {
            in.skipNBytes(BOM.length);
        }
        return new Utf8Lines(in);
    }

    private static @Nullable String packed(byte[] head) {
        if (starts(head, (byte) 0x1F, (byte) 0x8B)) {
            return "compressed with gzip";
        }
        if (starts(head, (byte) 'P', (byte) 'K', (byte) 3, (byte) 4)) {
            return "a zip archive";
        }
        if (starts(head, (byte) 0x28, (byte) 0xB5, (byte) 0x2F, (byte) 0xFD)) {
            return "compressed with zstd";
        }
        if (starts(head, (byte) 0xFE, (byte) 0xFF) || starts(head, (byte) 0xFF, (byte) 0xFE)) {
            return "text in UTF-16";
        }
        return null;
    }

    private static boolean starts(byte[] head, byte... with) {
        return head.length >= with.length && Arrays.equals(head, 0, with.length, with, 0, with.length);
    }

    /** Returns null at the end. */
    @Nullable
    Read next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        boolean tooLong = false;
        while (next >= 0 && next != '\n') {
            tooLong |= line.size() >= LONGEST_BYTES;
            if (!tooLong) {
                line.write(next);
            }
            next = in.read();
        }
        return tooLong ? new Read(null, "longer than " + LONGEST_BYTES + " bytes") : decoded(line.toByteArray());
    }

    private static Read decoded(byte[] line) {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        try {
            return new Read(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line, 0, length))
                            .toString(),
                    null);
        } catch (CharacterCodingException malformed) {
            return new Read(null, "not UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
