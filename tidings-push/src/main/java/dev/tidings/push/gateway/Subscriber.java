package dev.tidings.push.gateway;

/** A transport's side of a subscription. */
@FunctionalInterface
public interface Subscriber {
    /**
     * Signals that frames are pending. Called on the subscription's executor, once until {@code take} returns
     * an empty list, and again when the subscription ends. May be called before {@code subscribe} returns.
     */
    void ready(HubSubscription subscription);
}
