package dev.tidings.console.page;

import dev.tidings.console.api.EndpointCounts;
import dev.tidings.console.api.EndpointShown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint with how its deliveries went.
 *
 * @param actions that its state allows
 * @param done the action that was just taken; null for none
 */
public record EndpointDetailView(
        EndpointShown endpoint,
        EndpointCounts counts,
        List<EndpointAction> actions,
        @Nullable String done,
        String curl) {}
