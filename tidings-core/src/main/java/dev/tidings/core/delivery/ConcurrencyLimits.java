package dev.tidings.core.delivery;

import java.util.Map;

/**
 * How many deliveries with one concurrency key may be sent at the same time, over all channels, endpoints and nodes.
 *
 * @param fallback the limit of keys that match no pattern
 * @param byPattern limits by exact key or by prefix ({@code import-*}); an exact key precedes prefixes, and a longer prefix precedes a
 *     shorter one
 */
public record ConcurrencyLimits(int fallback, Map<String, Integer> byPattern) {
    /** The largest limit. */
    public static final int MOST = 1_000;

    /** One at a time. */
    public static final ConcurrencyLimits ONE = new ConcurrencyLimits(1, Map.of());

    private static final String ANY = "*";

    public ConcurrencyLimits {
        require(fallback);
        byPattern = Map.copyOf(byPattern);
        byPattern.values().forEach(ConcurrencyLimits::require);
    }

    private static void require(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("the limit is " + limit + "; expected 1 to " + MOST);
        }
    }

    /** Returns the limit of a key. */
    public int of(String key) {
        if (byPattern.isEmpty()) {
            return fallback;
        }
        Integer exact = byPattern.get(key);
        if (exact != null) {
            return exact;
        }
        int limit = fallback;
        int longest = 0;
        for (Map.Entry<String, Integer> one : byPattern.entrySet()) {
            String pattern = one.getKey();
            if (pattern.endsWith(ANY)
                    && pattern.length() > longest
                    && key.startsWith(pattern.substring(0, pattern.length() - 1))) {
                longest = pattern.length();
                limit = one.getValue();
            }
        }
        return limit;
    }
}
