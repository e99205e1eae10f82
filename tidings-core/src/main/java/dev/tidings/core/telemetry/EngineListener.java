package dev.tidings.core.telemetry;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hears what the engine does. Called on hot paths: implementations count and return. */
public interface EngineListener {
    /** One that hears nothing. */
    EngineListener NONE = new EngineListener() {};

    default void intentAccepted(int deliveries) {}

    default void intentReplayed() {}

    /** @param code the problem's code */
    default void intentRefused(String code) {}

    /** @param code of the outcome; null when sent */
    default void attempted(String channel, AttemptResult result, @Nullable String code) {}

    default void retryScheduled(String channel) {}

    /**
     * A delivery ended, after an attempt or, skipped, when it was accepted.
     *
     * @param type the notification's
     * @param reason null when sent
     */
    default void deliveryFinished(String channel, String type, DeliveryStatus status, @Nullable String reason) {}

    default void sentAfter(String channel, Duration sinceAccepted) {}

    default void reclaimed(String channel) {}

    default void lateCompletion(String channel) {}

    default void givenBack(String channel) {}

    default void endpointDisabled(String channel, String reason) {}

    /**
     * This node found that an endpoint is to be left alone by all.
     *
     * @param reason breaker or retry_after
     */
    default void endpointLeftAlone(String channel, String reason) {}

    /** A probe of this node was sent: the endpoint works again. */
    default void endpointRecovered(String channel) {}

    /** @param verb accept, complete or claim */
    default void committed(String verb, int items, Duration took) {}

    /** An outage of the store began. */
    default void storeLost() {}

    default void storeBack(Duration outage) {}
}
