package dev.tidings.core.retry;

import dev.tidings.core.endpoint.Endpoint;
import org.jspecify.annotations.Nullable;

/** Selects the retry policy of a delivery: the endpoint's, the type's or the channel's. */
@FunctionalInterface
public interface RetryPolicies {
    RetryPolicy of(String channel, String type, @Nullable Endpoint endpoint);
}
