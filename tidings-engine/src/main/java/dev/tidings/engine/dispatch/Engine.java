package dev.tidings.engine.dispatch;

import dev.tidings.core.telemetry.EngineListener;

/** What all executions of a dispatcher share. */
record Engine(
        DispatchSettings settings,
        Environment environment,
        LeaseRenewal leases,
        TargetResolver aiming,
        EndpointHealth health,
        SharedCircuits troubles,
        OutcomeMapper verdicts,
        CompletionQueue endings,
        EngineListener listener) {}
