package dev.tidings.server.gateway;

import dev.tidings.core.event.WindowBounds;

/**
 * @param window what can be replayed without the store
 * @param subscriberBytes how far a subscriber may fall behind before it is cut off
 */
public record HubSettings(WindowBounds window, long subscriberBytes) {
    public static final HubSettings DEFAULT = new HubSettings(WindowBounds.DEFAULT, 1024 * 1024);
}
