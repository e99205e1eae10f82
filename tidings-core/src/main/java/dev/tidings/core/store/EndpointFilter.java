package dev.tidings.core.store;

import dev.tidings.core.endpoint.EndpointCondition;
import org.jspecify.annotations.Nullable;

/** Selects endpoints of a tenant; null matches any. */
public record EndpointFilter(
        String tenant,
        @Nullable String recipient,
        @Nullable String channel,
        @Nullable Boolean enabled,
        @Nullable EndpointCondition health) {}
