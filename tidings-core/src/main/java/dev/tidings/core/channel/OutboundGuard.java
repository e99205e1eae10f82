package dev.tidings.core.channel;

import java.net.InetAddress;

/** Blocks outgoing connections to addresses that API users must not reach. */
@FunctionalInterface
public interface OutboundGuard {
    /**
     * Returns whether a connection to exactly this address is allowed. Called at connect time, after name resolution.
     */
    boolean allows(InetAddress address);

    /** Returns whether a setting could allow a blocked address. */
    default boolean canOpen(InetAddress address) {
        return true;
    }
}
