package dev.tidings.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.retry.RetryPolicies;
import java.time.Duration;
import java.util.List;

/** The delays between attempts to an endpoint, for display: without jitter and limited in number. */
public final class RetrySchedules {
    /** The maximum number of delays. */
    public static final int MOST = 100;

    private final RetryPolicies policies;

    public RetrySchedules(RetryPolicies policies) {
        this.policies = policies;
    }

    /** The schedule for types without their own policy. */
    public List<Duration> of(Endpoint endpoint) {
        return policies.of(endpoint.key().channel(), "", endpoint).waits(MOST);
    }
}
