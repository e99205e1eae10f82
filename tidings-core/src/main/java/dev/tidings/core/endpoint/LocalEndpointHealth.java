package dev.tidings.core.endpoint;

import java.time.Duration;

/** Endpoint health as this node knows it, in addition to what the store shares. */
public interface LocalEndpointHealth {
    /** Clears this node's state of an endpoint after it was unblocked in the store. */
    void unblock(TargetKey key);

    /** Returns how long a change takes to reach all nodes; zero when there is one node. */
    Duration propagationDelay();

    /** Returns the number of blocked endpoints per channel and reason that this node knows of. */
    int blocked(String channel, EndpointCircuit.Reason reason);

    /** Returns the number of blocked providers of a channel that this node knows of. */
    int blockedProviders(String channel);
}
