package dev.tidings.admin;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeState;
import dev.tidings.core.store.NodeStore;
import dev.tidings.http.StoreThreads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists the nodes that share the store. Nodes belong to the installation, not to a tenant. */
public final class NodeService {
    private final NodeStore store;
    private final StoreThreads threads;
    private final InstantSource clock;

    /** A node and its current state. */
    public record Seen(Node node, NodeState state) {}

    /**
     * @param clock the store's clock
     */
    public NodeService(NodeStore store, StoreThreads threads, InstantSource clock) {
        this.store = store;
        this.threads = threads;
        this.clock = clock;
    }

    public CompletableFuture<List<Seen>> all() {
        return threads.list(() -> {
            List<Node> nodes = store.nodes();
            Instant now = clock.instant();
            return nodes.stream().map(node -> new Seen(node, node.stateAt(now))).toList();
        });
    }
}
