package dev.tidings.core.telemetry;

import dev.tidings.core.access.AccessRefused;

/** Hears of requests that were refused access. Called on hot paths: implementations count and return. */
@FunctionalInterface
public interface AccessListener {
    /** One that hears nothing. */
    AccessListener NONE = reason -> {};

    void refused(AccessRefused.Reason reason);
}
