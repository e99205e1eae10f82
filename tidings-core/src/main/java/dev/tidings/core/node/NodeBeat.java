package dev.tidings.core.node;

import java.util.List;

/**
 * A node's heartbeat.
 *
 * @param instance a unique id of this run of the process
 * @param name the configured name; two runs may share one
 * @param address where it listens
 * @param draining it accepts nothing new and finishes what it has
 * @param roles what it does
 * @param lanes empty on a node that sends nothing
 */
public record NodeBeat(
        String instance,
        String name,
        String version,
        String address,
        boolean draining,
        NodeRoles roles,
        List<NodeLane> lanes) {
    public NodeBeat {
        lanes = List.copyOf(lanes);
    }
}
