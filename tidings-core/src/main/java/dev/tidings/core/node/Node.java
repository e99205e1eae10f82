package dev.tidings.core.node;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a process that shares the store.
 *
 * @param beat what it said last
 * @param startedAt its first beat
 * @param lastSeenAt its last beat
 * @param leftAt when it said goodbye; null when it has not
 */
public record Node(
        NodeBeat beat,
        Instant startedAt,
        Instant lastSeenAt,
        @Nullable Instant leftAt) {
    /** How often a node is to be heard of. */
    public static final Duration BEAT = Duration.ofSeconds(2);

    /** After how long without a beat a node counts as gone: five beats missed. */
    public static final Duration SILENCE = Duration.ofSeconds(10);

    /** @param now by the store's clock */
    public NodeState stateAt(Instant now) {
        if (leftAt != null || !now.isBefore(lastSeenAt.plus(SILENCE))) {
            return NodeState.GONE;
        }
        return beat.draining() ? NodeState.DRAINING : NodeState.ALIVE;
    }
}
