package dev.tidings.push.gateway;

import dev.tidings.core.event.Position;
import java.util.HashMap;
import java.util.Map;

/** What a node has read of one partition of a tenant's log. Guarded by the tenant's lock. */
final class PartitionState {
    private static final Position UNKNOWN = Position.beginning("none");

    final Map<String, Topic> topics = new HashMap<>();

    /** Every later event of the partition is in the window. */
    Position floor = UNKNOWN;

    Position head = UNKNOWN;
    boolean followed;
    boolean begun;
    volatile boolean live = true;

    /** @param plausible whether another node may have issued the position, if it is ahead of this node */
    boolean inWindow(Position position, boolean plausible) {
        return position.sameEpoch(floor) && !floor.isAfter(position) && (!position.isAfter(head) || plausible);
    }
}
