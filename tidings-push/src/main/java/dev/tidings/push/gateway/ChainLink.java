package dev.tidings.push.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A link in a topic's linked list of events. Subscribers walk the list without a lock, each at its own speed; links
 * that all subscribers have passed are garbage collected.
 */
final class ChainLink {
    /** Null in the first link and in a link that marks a break. */
    final @Nullable PublishedEvent published;

    /** The bytes of all events in the chain up to and including this link. */
    final long bytes;

    final boolean broken;

    volatile @Nullable ChainLink next;

    private ChainLink(@Nullable PublishedEvent published, long bytes, boolean broken) {
        this.published = published;
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

    /** Ends the chain because the log was lost. Subscribers that reach the end must reopen their subscription. */
    void cut() {
        next = new ChainLink(null, bytes, true);
    }
}
