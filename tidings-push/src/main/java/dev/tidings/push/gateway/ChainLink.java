package dev.tidings.push.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A link of a topic's chain. Subscribers walk it, each at its own pace, without a lock; what all have passed is garbage.
 */
final class ChainLink {
    /** Null for the first link, which is behind nothing, and for a break. */
    final @Nullable PublishedEvent posted;

    /** Of the chain, up to and with this. */
    final long bytes;

    final boolean broken;

    volatile @Nullable ChainLink next;

    private ChainLink(@Nullable PublishedEvent posted, long bytes, boolean broken) {
        this.posted = posted;
        this.bytes = bytes;
        this.broken = broken;
    }

    static ChainLink first() {
        return new ChainLink(null, 0, false);
    }

    ChainLink append(PublishedEvent following) {
        ChainLink node = new ChainLink(following, bytes + following.weight(), false);
        next = node;
        return node;
    }

    /** Ends the chain: whoever comes here has to look where the log goes on. */
    void cut() {
        next = new ChainLink(null, bytes, true);
    }
}
