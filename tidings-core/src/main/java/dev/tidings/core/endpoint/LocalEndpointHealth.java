package dev.tidings.core.endpoint;

import java.time.Duration;

/** What this node itself knows of endpoints in trouble, beside what all nodes know. */
public interface LocalEndpointHealth {
    /** Forgets what this node holds against an endpoint: it was fixed, and the store knows already. */
    void unblock(EndpointKey key);

    /** How long it takes until all nodes act by what was written of an endpoint; zero when there is one node. */
    Duration settling();

    /** How many endpoints of a channel are in trouble for that reason, as far as this node has heard. */
    int blocked(String channel, EndpointCircuit.Reason reason);
}
