package dev.tidings.push.gateway;

import dev.tidings.core.event.WindowBounds;

/**
 * @param window what can be replayed without the store
 * @param subscriberBytes how far one who hears a single recipient may fall behind before it is cut off
 * @param gatewayBytes how far one who hears all may
 */
public record HubSettings(WindowBounds window, long subscriberBytes, long gatewayBytes) {
    /** The same for both. */
    public HubSettings(WindowBounds window, long subscriberBytes) {
        this(window, subscriberBytes, subscriberBytes);
    }

    public static final HubSettings DEFAULT = new HubSettings(WindowBounds.DEFAULT, 1024 * 1024, 4 * 1024 * 1024);
}
