package dev.tidings.engine.cluster;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Among how many what is shared is to be divided.
 *
 * @param living nodes that take work
 * @param withLane how many of them have the lane of a channel
 */
public record Membership(int living, Map<String, Integer> withLane) {
    /** What a node believes before it has heard of others. */
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
