package dev.tidings.testkit.simulation;

import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.store.NodeStore;

/** Nodes whose heartbeats may fail. */
final class FaultyNodes extends ForwardingNodes {
    private final FaultyCalls calls;

    FaultyNodes(NodeStore to, FaultyCalls calls) {
        super(to);
        this.calls = calls;
    }

    @Override
    public void beat(NodeBeat beat) {
        var _ = calls.through("beat", () -> {
            super.beat(beat);
            return beat;
        });
    }
}
