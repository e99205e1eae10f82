package dev.tidings.engine.dispatch;

import dev.tidings.core.telemetry.EngineListener;

/** What all executions of a dispatcher share. */
record DispatchContext(
        DispatchSettings settings,
        DispatchEnvironment environment,
        LeaseRenewal leases,
        TargetResolver targets,
        EndpointGuard endpoints,
        OutcomeHandling handling,
        EngineListener listener) {
    /** What this node and what all nodes together hold against endpoints. */
    record EndpointGuard(EndpointHealth health, SharedCircuits circuits) {}

    /**
     * What an outcome means for its delivery, and where that is made durable.
     *
     * @param wakeLanes runs when the next delivery of a concurrency key became due, on some channel
     */
    record OutcomeHandling(OutcomeMapper outcomes, CompletionQueue completions, Runnable wakeLanes) {}

    EndpointHealth health() {
        return endpoints.health();
    }

    SharedCircuits circuits() {
        return endpoints.circuits();
    }

    OutcomeMapper outcomes() {
        return handling.outcomes();
    }

    Runnable wakeLanes() {
        return handling.wakeLanes();
    }

    CompletionQueue completions() {
        return handling.completions();
    }
}
