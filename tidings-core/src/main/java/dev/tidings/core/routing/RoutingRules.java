package dev.tidings.core.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Channels by notification type, from the configuration. A pattern is a type, or a prefix and {@code *}; exact types
 * take precedence over prefixes, longer prefixes over shorter ones.
 */
public final class RoutingRules {
    public static final RoutingRules NONE = new RoutingRules(Map.of());

    private final Map<String, List<String>> exact = new LinkedHashMap<>();
    private final List<Map.Entry<String, List<String>>> prefixes;
    private final DefaultChannels otherwise;

    public RoutingRules(Map<String, List<String>> rules) {
        this(rules, DefaultChannels.NONE);
    }

    /** @param otherwise the channels of types without a rule */
    public RoutingRules(Map<String, List<String>> rules, DefaultChannels otherwise) {
        this.otherwise = otherwise;
        Map<String, List<String>> byPrefix = new LinkedHashMap<>();
        rules.forEach((pattern, channels) -> {
            if (channels.isEmpty()) {
                // Intents of such a type would be accepted without notifying anyone.
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

    /** Returns the channels of the rule for a type, else the tenant's default channels of the type; empty without both. */
    public Optional<List<String>> channelsOf(String tenant, String type) {
        Optional<List<String>> channels = channelsOf(type);
        return channels.isPresent() ? channels : otherwise.of(tenant, type);
    }

    /** Returns the channels of the rule for a type; empty when no rule matches. */
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
