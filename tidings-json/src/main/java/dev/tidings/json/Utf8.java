package dev.tidings.json;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Verifies UTF-8: JSON parsers accept overlong forms and surrogates. */
final class Utf8 {
    private Utf8() {}

    static void check(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                decode(bytes, from, length);
                return;
            }
        }
    }

    private static void decode(byte[] bytes, int from, int length) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
        CharBuffer out = CharBuffer.allocate(length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            int at = in.position() - from;
            throw Problem.at(
                            ProblemCode.MALFORMED,
                            "body",
                            String.format("0x%02x at byte %d", bytes[from + at], at),
                            "UTF-8")
                    .exception();
        }
    }
}
