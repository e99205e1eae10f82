package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import java.util.List;
import java.util.Map;

/** The lanes as acceptance, administration and the cluster see them: those of this node, or those of other nodes. */
public interface DispatchLanes extends HandOff, LocalEndpointHealth {
    /** Returns a snapshot of each lane of this node, by channel. */
    List<LaneState> lanes();

    /**
     * Divides shared limits again.
     *
     * @param nodes number of living nodes that dispatch
     * @param withLane number of nodes with a lane for a channel
     */
    void share(int nodes, Map<String, Integer> withLane);
}
