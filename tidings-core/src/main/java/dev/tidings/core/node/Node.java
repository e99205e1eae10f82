package dev.tidings.core.node;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of a process that shares the store.
 *
 * @param beat its latest heartbeat
 * @param startedAt its first heartbeat
 * @param lastSeenAt its latest heartbeat
 * @param leftAt when it left; null when it has not
 */
public record Node(
        NodeBeat beat,
        Instant startedAt,
        Instant lastSeenAt,
        @Nullable Instant leftAt) {
    /** The heartbeat interval. */
    public static final Duration BEAT = Duration.ofSeconds(2);

    /** Without a heartbeat for this long, a node counts as gone: five intervals. */
    public static final Duration SILENCE = Duration.ofSeconds(10);

    /** @param now by the store's clock */
    public NodeState stateAt(Instant now) {
        if (leftAt != null || !now.isBefore(lastSeenAt.plus(SILENCE))) {
            return NodeState.GONE;
        }
        return beat.draining() ? NodeState.DRAINING : NodeState.ALIVE;
    }
}
