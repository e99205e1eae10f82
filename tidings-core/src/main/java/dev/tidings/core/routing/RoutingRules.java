package dev.tidings.core.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Channels by notification type, from the configuration. A pattern is a type, or a prefix and {@code *}; an exact type
 * goes before a prefix and a longer prefix before a shorter one.
 */
public final class RoutingRules {
    public static final RoutingRules NONE = new RoutingRules(Map.of());

    private final Map<String, List<String>> exact = new LinkedHashMap<>();
    private final List<Map.Entry<String, List<String>>> prefixes;

    public RoutingRules(Map<String, List<String>> rules) {
        Map<String, List<String>> byPrefix = new LinkedHashMap<>();
        rules.forEach((pattern, channels) -> {
            if (channels.isEmpty()) {
                // An intent of such a type would be accepted, and nobody would be told.
                throw new IllegalArgumentException("the rule for " + pattern + " has no channel");
            }
            if (pattern.endsWith("*")) {
                byPrefix.put(pattern.substring(0, pattern.length() - 1), List.copyOf(channels));
            } else {
                exact.put(pattern, List.copyOf(channels));
            }
        });
        prefixes = byPrefix.entrySet().stream()
                .sorted((a, b) ->
                        Integer.compare(b.getKey().length(), a.getKey().length()))
                .toList();
    }

    /** The channels that a rule gives to a type; empty when no rule speaks of it. */
    public Optional<List<String>> channelsOf(String type) {
        List<String> channels = exact.get(type);
        if (channels != null) {
            return Optional.of(channels);
        }
        return prefixes.stream()
                .filter(rule -> type.startsWith(rule.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
