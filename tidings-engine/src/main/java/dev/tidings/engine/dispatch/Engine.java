package dev.tidings.engine.dispatch;

import dev.tidings.core.telemetry.EngineListener;

/** What all executions of a dispatcher share. */
record Engine(
        DispatchSettings settings,
        Environment environment,
        Leases leases,
        Aiming aiming,
        EndpointHealth health,
        SharedTroubles troubles,
        Verdicts verdicts,
        Endings endings,
        EngineListener listener) {}
