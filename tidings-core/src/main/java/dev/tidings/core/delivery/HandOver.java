package dev.tidings.core.delivery;

/** Takes freshly accepted deliveries without a claim, as far as there is room. The dispatcher implements it. */
public interface HandOver {
    /** Takes up to so many places of a channel's lane; returns how many. Each is given back or used. */
    int reserve(String channel, int wanted);

    void release(String channel, int places);

    /** Uses one reserved place. The delivery's lease is committed. */
    void handOver(LeasedDelivery leased);

    /** Something of this channel may be due. */
    void wake(String channel);
}
