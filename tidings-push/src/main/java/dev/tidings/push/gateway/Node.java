package dev.tidings.push.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A link of a topic's chain. Subscribers walk it, each at its own pace, without a lock; what all have passed is garbage.
 */
final class Node {
    /** Null for the first link, which is behind nothing, and for a break. */
    final @Nullable Posted posted;

    /** Of the chain, up to and with this. */
    final long bytes;

    final boolean broken;

    volatile @Nullable Node next;

    private Node(@Nullable Posted posted, long bytes, boolean broken) {
        this.posted = posted;
        this.bytes = bytes;
        this.broken = broken;
    }

    static Node first() {
        return new Node(null, 0, false);
    }

    Node append(Posted following) {
        Node node = new Node(following, bytes + following.weight(), false);
        next = node;
        return node;
    }

    /** Ends the chain: whoever comes here has to look where the log goes on. */
    void cut() {
        next = new Node(null, bytes, true);
    }
}
