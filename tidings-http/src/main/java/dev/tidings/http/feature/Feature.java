package dev.tidings.http.feature;

import java.util.Optional;

/**
 * One part of a server. Its constructor gets settings and ports, and may open what the feature needs; only {@link #start}
 * begins work. Features start in the order of their list, and drain and stop in reverse.
 */
public interface Feature {
    /** Adds what the feature serves. Called once, before the port opens. */
    default void addTo(FeatureRoutes routes) {}

    /** Begins work. Throws when the server cannot run without it; the features before it are stopped then. */
    default void start() {}

    /** Takes no new work. Called on features that have started, before any feature stops. */
    default void drain() {}

    /** Ends work and closes what the constructor opened. Called once, also on a feature that has not started. */
    default void stop() {}

    /** Why the server is not ready because of this feature; empty when nothing here keeps it from being ready. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }
}
