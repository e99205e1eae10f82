package dev.tidings.bench.peer;

import java.util.Locale;

/** The items: JSON of 300 bytes with a number. */
final class Items {
    private static final String REST = "x".repeat(300 - "{\"seq\":\"00000000\",\"note\":\"\"}".length());

    private Items() {}

    static String payload(int number) {
        return String.format(Locale.ROOT, "{\"seq\":\"%08d\",\"note\":\"", number) + REST + "\"}";
    }

    static String key(int number) {
        return "bench-" + number;
    }
}
