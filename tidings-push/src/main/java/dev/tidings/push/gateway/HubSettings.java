package dev.tidings.push.gateway;

import dev.tidings.core.event.WindowBounds;

/**
 * @param window the events that can be replayed without the store
 * @param subscriberBytes how far a subscription to one recipient may fall behind before it is closed
 * @param gatewayBytes how far a gateway, which subscribes to all recipients, may fall behind before it is closed
 */
public record HubSettings(WindowBounds window, long subscriberBytes, long gatewayBytes) {
    /** Uses one limit for both kinds of subscription. */
    public HubSettings(WindowBounds window, long subscriberBytes) {
        this(window, subscriberBytes, subscriberBytes);
    }

    public static final HubSettings DEFAULT = new HubSettings(WindowBounds.DEFAULT, 1024 * 1024, 4 * 1024 * 1024);
}
