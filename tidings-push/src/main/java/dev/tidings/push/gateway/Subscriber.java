package dev.tidings.push.gateway;

/** A transport's side of a subscription. */
@FunctionalInterface
public interface Subscriber {
    /**
     * There is something to take. Called on the executor that was given to subscribe, once until {@code take} has come back
     * empty, and again whenever the subscription ends. It may come before {@code subscribe} returns.
     */
    void ready(HubSubscription subscription);
}
