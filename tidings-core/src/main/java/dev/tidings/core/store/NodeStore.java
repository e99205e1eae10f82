package dev.tidings.core.store;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import java.util.List;

/** Tracks the processes that share the store. All times are the store's. */
public interface NodeStore {
    /**
     * Records a heartbeat. Each instance has one row, which each heartbeat replaces. Heartbeats may arrive out of
     * order: a draining instance stays draining, and one that has left stays gone.
     */
    void beat(NodeBeat beat);

    /** Records that an instance leaves; ignores unknown instances. */
    void leave(String instance);

    /** Returns all known nodes, including gone ones, by name and then newest first. */
    List<Node> nodes();
}
