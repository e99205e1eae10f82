package dev.tidings.core.node;

import java.util.List;

/**
 * What a node says of itself.
 *
 * @param instance a fresh id of this run of the process
 * @param name the configured name; two runs may share one
 * @param address where it listens
 * @param draining it takes no more and finishes what it has
 */
public record NodeBeat(
        String instance, String name, String version, String address, boolean draining, List<NodeLane> lanes) {
    public NodeBeat {
        lanes = List.copyOf(lanes);
    }
}
