package dev.tidings.engine.dispatch;

import dev.tidings.core.telemetry.EngineListener;

/** What all executions of a dispatcher share. */
record Engine(
        DispatchSettings settings,
        Environment environment,
        LeaseRenewal leases,
        TargetResolver targets,
        EndpointHealth health,
        SharedCircuits circuits,
        OutcomeMapper outcomes,
        CompletionQueue completions,
        EngineListener listener) {}
