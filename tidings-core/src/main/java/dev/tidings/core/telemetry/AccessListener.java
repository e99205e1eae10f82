package dev.tidings.core.telemetry;

import dev.tidings.core.access.AccessRefused;

/** Observes refused access. Called on hot paths: implementations count and return. */
@FunctionalInterface
public interface AccessListener {
    /** Ignores everything. */
    AccessListener NONE = reason -> {};

    void refused(AccessRefused.Reason reason);
}
