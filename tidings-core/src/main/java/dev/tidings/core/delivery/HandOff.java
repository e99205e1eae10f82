package dev.tidings.core.delivery;

import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;

/** Takes newly accepted deliveries without a claim while lanes have room. The dispatcher implements it. */
public interface HandOff {
    /** The answer to a reservation. */
    sealed interface Reservation {
        /** One permit is reserved; the caller uses or releases it. */
        record Granted() implements Reservation {}

        /** The lane is full, or the tenant has used up its share of it: the delivery is stored as due at once. */
        record Full() implements Reservation {}

        /** The endpoint has used up its share of the lane: the delivery is due after this delay. */
        record Later(Duration delay) implements Reservation {}

        Reservation GRANTED = new Granted();
        Reservation FULL = new Full();
    }

    /** Returns whether a channel keeps the order of acceptance per recipient. */
    boolean keepsOrder(String channel);

    /** Reserves one permit in the lane of the target's channel. */
    Reservation reserve(TargetKey target);

    /** Releases one reserved permit. */
    void release(TargetKey target);

    /** Uses one reserved permit. The delivery's lease is already committed. */
    void handOff(LeasedDelivery leased);

    /** Signals that deliveries of this channel may be due. */
    void wake(String channel);

    /** Signals that deliveries of this channel and tenant may be due. */
    void wake(String channel, String tenant);
}
