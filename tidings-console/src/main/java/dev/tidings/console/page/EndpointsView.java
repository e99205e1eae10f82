package dev.tidings.console.page;

import dev.tidings.console.api.EndpointShown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list.
 *
 * @param next the address of the following page; null on the last one
 * @param problem why the API refused the filters; null if it did not
 */
public record EndpointsView(
        FilteredList list,
        List<EndpointShown> endpoints,
        @Nullable String next,
        @Nullable String problem) {
    static final List<String> FILTERS = List.of("health", "enabled", "channel", "recipient");

    public List<String> filters() {
        return FILTERS;
    }

    public String value(String name) {
        return list.value(name);
    }

    public List<String> choices(String name) {
        return switch (name) {
            case "health" -> List.of("healthy", "failing", "circuit_open");
            case "enabled" -> List.of("true", "false");
            default -> List.of();
        };
    }
}
