package dev.tidings.engine.cluster;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The nodes among which shared limits are divided.
 *
 * @param living nodes that accept work
 * @param withRole number of them with a role
 * @param withLane number of them with a lane for a channel
 */
public record Membership(int living, Map<NodeRole, Integer> withRole, Map<String, Integer> withLane) {
    /** The membership before the first heartbeat. */
    public static final Membership ALONE = new Membership(1, Map.of(), Map.of());

    public Membership {
        withRole = Map.copyOf(withRole);
        withLane = Map.copyOf(withLane);
    }

    /** Returns the number of living nodes with a role; at least one, because a share of nothing is not meant. */
    public int having(NodeRole role) {
        return Math.max(1, withRole.getOrDefault(role, 0));
    }

    static Membership of(List<Node> nodes, Instant now) {
        int living = 0;
        Map<NodeRole, Integer> withRole = new EnumMap<>(NodeRole.class);
        Map<String, Integer> withLane = new TreeMap<>();
        for (Node node : nodes) {
            if (node.stateAt(now) == NodeState.ALIVE) {
                living++;
                node.beat().roles().roles().forEach(role -> withRole.merge(role, 1, Integer::sum));
                for (NodeLane lane : node.beat().lanes()) {
                    withLane.merge(lane.channel(), 1, Integer::sum);
                }
            }
        }
        return new Membership(Math.max(1, living), withRole, withLane);
    }
}
