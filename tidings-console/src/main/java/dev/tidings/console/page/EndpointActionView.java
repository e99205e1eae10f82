package dev.tidings.console.page;

import dev.tidings.console.api.EndpointShown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an action will do, or did.
 *
 * @param newSecrets generated keys, which are shown once; empty before
 * @param result of a test; null before
 * @param problem why the API refused it; null before it was tried
 */
public record EndpointActionView(
        EndpointAction action,
        EndpointShown endpoint,
        String curl,
        List<String> newSecrets,
        EndpointShown.@Nullable Test result,
        @Nullable String problem) {}
