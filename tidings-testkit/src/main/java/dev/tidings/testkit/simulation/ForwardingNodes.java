package dev.tidings.testkit.simulation;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.store.NodeStore;
import java.util.List;

/** Forwards to the nodes of another store; tests override single methods. */
public class ForwardingNodes implements NodeStore {
    private final NodeStore to;

    public ForwardingNodes(NodeStore to) {
        this.to = to;
    }

    @Override
    public void beat(NodeBeat beat) {
        to.beat(beat);
    }

    @Override
    public void leave(String instance) {
        to.leave(instance);
    }

    @Override
    public List<Node> nodes() {
        return to.nodes();
    }
}
