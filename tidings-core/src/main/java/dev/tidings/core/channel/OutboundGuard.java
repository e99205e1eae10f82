package dev.tidings.core.channel;

import java.net.InetAddress;

/** Keeps outgoing connections away from addresses that a user of the API must not reach. */
@FunctionalInterface
public interface OutboundGuard {
    /** Whether a connection may be opened to exactly this address. Asked at connect time, after name resolution. */
    boolean allows(InetAddress address);

    /** Whether a setting could open it, where it is not allowed. */
    default boolean canOpen(InetAddress address) {
        return true;
    }
}
