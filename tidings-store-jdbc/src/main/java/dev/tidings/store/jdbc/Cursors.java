package dev.tidings.store.jdbc;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.text.PlainText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Cursors of listings: the end of a page, with a checksum over it and the name of the listing. Without the
 * checksum, most texts would decode to some position, and a wrong cursor would return a plausible page.
 */
public final class Cursors {
    private Cursors() {}

    /** Returns the cursor of a position in a listing. */
    public static String of(String listing, String position) {
        byte[] bytes = position.getBytes(StandardCharsets.UTF_8);
        ByteBuffer cursor = ByteBuffer.allocate(bytes.length + Integer.BYTES);
        cursor.put(bytes).putInt(checksum(listing, bytes));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.array());
    }

    /** Returns the position of a cursor; throws a ProblemException if it is not a cursor of this listing. */
    public static String position(String listing, String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException malformed) {
            throw refused(cursor);
        }
        int length = bytes.length - Integer.BYTES;
        if (length <= 0) {
            throw refused(cursor);
        }
        byte[] position = Arrays.copyOf(bytes, length);
        if (ByteBuffer.wrap(bytes, length, Integer.BYTES).getInt() != checksum(listing, position)) {
            throw refused(cursor);
        }
        String text = new String(position, StandardCharsets.UTF_8);
        // The checksum is not secret, so a forged position may contain any text, which some databases would reject.
        if (PlainText.flaw(text) != null) {
            throw refused(cursor);
        }
        return text;
    }

    /** Returns the position of a cursor; refuses it also if the position does not have this form. */
    static String position(String listing, String cursor, Predicate<String> form) {
        String position = position(listing, cursor);
        if (!form.test(position)) {
            throw refused(cursor);
        }
        return position;
    }

    private static int checksum(String listing, byte[] position) {
        CRC32C crc = new CRC32C();
        crc.update(listing.getBytes(StandardCharsets.UTF_8));
        crc.update(0);
        crc.update(position);
        return (int) crc.getValue();
    }

    static RuntimeException refused(String cursor) {
        return Problem.invalid("cursor", cursor, "the next_cursor of an earlier page of this listing")
                .exception();
    }
}
