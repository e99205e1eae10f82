package dev.tidings.core.telemetry;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Observes the engine. Called on hot paths: implementations count and return. */
public interface EngineListener {
    /** Ignores everything. */
    EngineListener NONE = new EngineListener() {};

    default void intentAccepted(int deliveries) {}

    default void intentReplayed() {}

    /** @param code the problem's code */
    default void intentRefused(String code) {}

    /**
     * Called when a payload does not satisfy the schema of its type.
     *
     * @param mode warn or enforce
     */
    default void payloadInvalid(String type, String mode) {}

    /** @param code of the outcome; null when sent */
    default void attempted(String channel, AttemptResult result, @Nullable String code) {}

    default void retryScheduled(String channel) {}

    /**
     * Called when a delivery ends, after an attempt or as skipped on acceptance.
     *
     * @param type the notification's type
     * @param reason null when sent
     */
    default void deliveryFinished(String channel, String type, DeliveryStatus status, @Nullable String reason) {}

    default void sentAfter(String channel, Duration sinceAccepted) {}

    default void reclaimed(String channel) {}

    default void lateCompletion(String channel) {}

    default void givenBack(String channel) {}

    default void endpointDisabled(String channel, String reason) {}

    /**
     * Called when this node blocks an endpoint for all nodes.
     *
     * @param reason circuit or retry_after
     */
    default void endpointBlocked(String channel, String reason) {}

    /** Called when a probe of this node succeeds. */
    default void endpointRecovered(String channel) {}

    /** @param verb accept, complete or claim */
    default void committed(String verb, int items, Duration took) {}

    /** Called when an outage of the store begins. */
    default void storeLost() {}

    default void storeBack(Duration outage) {}
}
