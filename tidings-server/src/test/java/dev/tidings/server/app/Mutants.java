package dev.tidings.server.app;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Mutates seeds: truncated, duplicated, spliced, and mixed with input that is known to break decoders. */
final class Mutants {
    private static final int MOST_CHANGES = 6;
    private static final int MOST_BYTES = 64 * 1024;
    private static final int DEEP = 5_000;

    private static final List<byte[]> TRICKY = List.of(
            bytes("null"),
            bytes("true"),
            bytes("-0"),
            bytes("1e999999999"),
            bytes("9223372036854775808"),
            bytes("-2147483649"),
            bytes("\"\""),
            bytes("\"\\ud800\""),
            bytes("\"\\u0000\""),
            bytes("\"\\u202e\""),
            bytes("\"\uFEFF\""),
            bytes("[]"),
            bytes("{}"),
            bytes("[[["),
            bytes("{\"a\":"),
            bytes("{\"__proto__\":1}"),
            bytes("+999999999-12-31T23:59:59Z"),
            bytes("2026-13-45T99:99:99Z"),
            bytes("Infinity"),
            bytes("%00"),
            bytes("%ud800"),
            bytes("%"),
            bytes("../../"),
            bytes("{{{"),
            bytes("{{#a}}"),
            bytes("{{/a}}"),
            bytes("&a [*a,*a]"),
            bytes("<<: *a"),
            bytes("!!java.net.URL"),
            bytes("!<tag:yaml.org,2002:binary> x"),
            bytes("\r\n"),
            bytes("\t"),
            bytes("\u2028"),
            bytes("e\u0301"),
            new byte[] {(byte) 0xC0, (byte) 0x80},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            new byte[] {(byte) 0xFF, (byte) 0xFE},
            new byte[] {0});

    private final List<byte[]> seeds;

    /** @param seeds at least one */
    Mutants(List<byte[]> seeds) {
        this.seeds = List.copyOf(seeds);
    }

    /** The next input, deterministic by seed. */
    byte[] next(RandomGenerator random) {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int changes = random.nextInt(MOST_CHANGES) + 1; changes > 0; changes--) {
            input = changed(input, random);
        }
        return input.length <= MOST_BYTES ? input : slice(input, 0, MOST_BYTES);
    }

    private byte[] changed(byte[] input, RandomGenerator random) {
        int from = random.nextInt(input.length + 1);
        int to = from + random.nextInt(input.length - from + 1);
        return switch (random.nextInt(9)) {
            case 0 -> joined(slice(input, 0, from), slice(input, to, input.length));
            case 1 -> joined(slice(input, 0, to), slice(input, from, input.length));
            case 2 -> joined(slice(input, 0, from), tricky(random), slice(input, from, input.length));
            case 3 -> joined(slice(input, 0, from), tricky(random), slice(input, to, input.length));
            case 4 -> flipped(input, random);
            case 5 -> joined(slice(input, 0, from), repeated(random), slice(input, from, input.length));
            case 6 -> joined(slice(input, 0, from), slice(other(random), 0, input.length));
            case 7 -> valueReplaced(input, random);
            default -> valueReplaced(input, random);
        };
    }

    /** Replaces a value after a colon or equals sign. */
    private static byte[] valueReplaced(byte[] input, RandomGenerator random) {
        int start = input.length == 0 ? 0 : random.nextInt(input.length);
        for (int i = start; i < input.length; i++) {
            if (input[i] == ':' || input[i] == '=') {
                int end = i + 1;
                while (end < input.length && ",}]&\n".indexOf(input[end]) < 0) {
                    end++;
                }
                return joined(slice(input, 0, i + 1), tricky(random), slice(input, end, input.length));
            }
        }
        return input;
    }

    private byte[] other(RandomGenerator random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private static byte[] tricky(RandomGenerator random) {
        return TRICKY.get(random.nextInt(TRICKY.size()));
    }

    private static byte[] flipped(byte[] input, RandomGenerator random) {
        byte[] flipped = input.clone();
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] repeated(RandomGenerator random) {
        String one = List.of("[", "{\"a\":", "(", "é", "0", " ", "{{#a}}", "- ").get(random.nextInt(8));
        return bytes(one.repeat(random.nextInt(DEEP) + 1));
    }

    private static byte[] slice(byte[] input, int from, int to) {
        int end = Math.min(to, input.length);
        return from >= end ? new byte[0] : java.util.Arrays.copyOfRange(input, from, end);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
