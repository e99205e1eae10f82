package dev.tidings.core.store;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import java.util.List;

/** Knows which processes share the store. All times are the store's. */
public interface NodeStore {
    /**
     * Records that this run lives, now. There is one row per instance, replaced by each beat. Beats may overtake each other: an
     * instance that drains goes on draining, and one that has left stays gone.
     */
    void beat(NodeBeat beat);

    /** Says goodbye; an instance that is not known changes nothing. */
    void leave(String instance);

    /** All that are known, gone ones among them, by name and then the newest first. */
    List<Node> nodes();
}
