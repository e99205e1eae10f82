package dev.tidings.core.endpoint;

import java.util.List;

/**
 * The notification types that an endpoint gets.
 *
 * @param patterns exact types ({@code order.paid}) and prefixes ({@code order.*}); empty for all types
 */
public record TypeFilter(List<String> patterns) {
    public static final TypeFilter ALL = new TypeFilter(List.of());

    private static final char ANY = '*';

    public TypeFilter {
        patterns = List.copyOf(patterns);
    }

    public boolean matches(String type) {
        if (patterns.isEmpty()) {
            return true;
        }
        for (String pattern : patterns) {
            int prefix = pattern.length() - 1;
            if (pattern.charAt(prefix) == ANY ? type.regionMatches(0, pattern, 0, prefix) : type.equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
