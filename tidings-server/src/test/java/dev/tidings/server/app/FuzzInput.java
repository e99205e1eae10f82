package dev.tidings.server.app;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.streams.StreamEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns fuzzed bytes into requests and checks how they were answered. */
final class FuzzInput {
    /** Longer addresses are refused before decoding. */
    static final int MOST_ADDRESS = 3_000;

    private FuzzInput() {}

    static Answer answered(Answer answer) {
        if (answer.status() >= 500 && answer.status() != 501) {
            throw new AssertionError(answer.toString());
        }
        return answer;
    }

    static void answered(int status) {
        if (status >= 500 && status != 501) {
            throw new AssertionError("answered " + status);
        }
    }

    /** Selects one of several variants, deterministically by input. */
    static String one(List<String> all, byte[] input) {
        return all.get(Math.floorMod(Arrays.hashCode(input), all.size()));
    }

    static void refusing(Runnable decoder) {
        try {
            decoder.run();
        } catch (ProblemException refused) {
            if (refused.problem().code().code().equals("internal")) {
                throw refused;
            }
        }
    }

    static StreamEntry entry(byte[] input, String prefix) {
        List<StreamEntry.Field> fields = new ArrayList<>();
        for (String field : new String(input, StandardCharsets.ISO_8859_1).split("\\|", -1)) {
            int at = field.indexOf('=');
            fields.add(new StreamEntry.Field(
                    (prefix + (at < 0 ? field : field.substring(0, at))).getBytes(StandardCharsets.ISO_8859_1),
                    (at < 0 ? "" : field.substring(at + 1)).getBytes(StandardCharsets.ISO_8859_1)));
        }
        return new StreamEntry("1-0", fields);
    }

    static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** A valid request target: other bytes are percent-encoded. */
    static String sendable(byte[] input) {
        StringBuilder line = new StringBuilder();
        for (byte one : input) {
            boolean plain = one > 0x20 && one < 0x7f && "#\"<>\\^`{|}/".indexOf(one) < 0;
            line.append(plain ? String.valueOf((char) one) : String.format("%%%02x", one & 0xff));
        }
        return shortened(line.toString().replaceAll("%(?![0-9a-fA-F]{2})", "%25"));
    }

    static String shortened(String address) {
        return address.length() <= MOST_ADDRESS
                ? address
                : address.substring(0, MOST_ADDRESS).replaceFirst("%.?$", "");
    }

    /** The characters that HTTP allows in a header; the client does not send others. */
    static String headerText(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1)
                .replaceAll("[^\\x20-\\x7e]", "~")
                .strip();
        return text.isEmpty() ? "~" : shortened(text);
    }
}
