package dev.tidings.console.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of endpoints. */
public record EndpointsShown(
        List<EndpointShown> endpoints, @Nullable String nextCursor) {}
