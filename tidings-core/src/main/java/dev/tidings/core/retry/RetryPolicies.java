package dev.tidings.core.retry;

import dev.tidings.core.endpoint.Endpoint;
import org.jspecify.annotations.Nullable;

/** Which policy holds for a delivery: the endpoint's own, or the type's, or the channel's. */
@FunctionalInterface
public interface RetryPolicies {
    RetryPolicy of(String channel, String type, @Nullable Endpoint endpoint);
}
