package dev.tidings.engine.cluster;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The nodes among which shared limits are divided.
 *
 * @param living nodes that accept work
 * @param withLane number of them with a lane for a channel
 */
public record Membership(int living, Map<String, Integer> withLane) {
    /** The membership before the first heartbeat. */
    public static final Membership ALONE = new Membership(1, Map.of());

    public Membership {
        withLane = Map.copyOf(withLane);
    }

    static Membership of(List<Node> nodes, Instant now) {
        int living = 0;
        Map<String, Integer> withLane = new TreeMap<>();
        for (Node node : nodes) {
            if (node.stateAt(now) == NodeState.ALIVE) {
                living++;
                for (NodeLane lane : node.beat().lanes()) {
                    withLane.merge(lane.channel(), 1, Integer::sum);
                }
            }
        }
        return new Membership(Math.max(1, living), withLane);
    }
}
