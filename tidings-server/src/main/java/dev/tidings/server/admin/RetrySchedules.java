package dev.tidings.server.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.retry.RetryPolicies;
import java.time.Duration;
import java.util.List;

/** The waits between attempts to an endpoint, for people: without jitter, and not more of them than anybody reads. */
public final class RetrySchedules {
    /** So many waits are shown at most. */
    public static final int MOST = 100;

    private final RetryPolicies policies;

    public RetrySchedules(RetryPolicies policies) {
        this.policies = policies;
    }

    /** Of intents whose type has no policy of its own. */
    public List<Duration> of(Endpoint endpoint) {
        return policies.of(endpoint.key().channel(), "", endpoint).waits(MOST);
    }
}
