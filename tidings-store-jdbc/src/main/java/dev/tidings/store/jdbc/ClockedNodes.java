package dev.tidings.store.jdbc;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.store.NodeStore;
import java.util.List;

/** Measures the database's time with each heartbeat, so that the clock of leases stays close to it. */
final class ClockedNodes implements NodeStore {
    private final NodeStore nodes;
    private final Database database;
    private final DatabaseClock clock;

    ClockedNodes(NodeStore nodes, Database database, DatabaseClock clock) {
        this.nodes = nodes;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void beat(NodeBeat beat) {
        nodes.beat(beat);
        database.read("ask for the time", tx -> {
            clock.measure(tx.connection());
            return clock;
        });
    }

    @Override
    public void leave(String instance) {
        nodes.leave(instance);
    }

    @Override
    public List<Node> nodes() {
        return nodes.nodes();
    }
}
