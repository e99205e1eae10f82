package dev.tidings.core.delivery;

import dev.tidings.core.endpoint.EndpointKey;
import java.time.Duration;

/** Takes freshly accepted deliveries without a claim, as far as there is room. The dispatcher implements it. */
public interface HandOver {
    /** The answer to a request for one place. */
    sealed interface Room {
        /** One place is taken; it is used or given back. */
        record Taken() implements Room {}

        /** The lane has no place: the delivery waits in the store and is due at once. */
        record Full() implements Room {}

        /** The endpoint has used up its share of the lane: the delivery is due after this delay. */
        record Later(Duration delay) implements Room {}

        Room TAKEN = new Taken();
        Room FULL = new Full();
    }

    /** Whether a channel keeps the order of acceptance for each recipient. */
    boolean keepsOrder(String channel);

    /** Asks for one place in the lane of the endpoint's channel. */
    Room reserve(EndpointKey endpoint);

    /** Gives back one reserved place. */
    void release(EndpointKey endpoint);

    /** Uses one reserved place. The delivery's lease is committed. */
    void handOver(LeasedDelivery leased);

    /** Something of this channel may be due. */
    void wake(String channel);
}
