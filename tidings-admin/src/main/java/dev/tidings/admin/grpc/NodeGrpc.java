package dev.tidings.admin.grpc;

import dev.tidings.admin.NodeService;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.ListNodesRequest;
import dev.tidings.v1.ListNodesResponse;
import dev.tidings.v1.Node;
import dev.tidings.v1.NodeServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Locale;

/** Serves tidings.v1.NodeService. */
public final class NodeGrpc extends NodeServiceGrpc.NodeServiceImplBase {
    private final NodeService nodes;

    public NodeGrpc(NodeService nodes) {
        this.nodes = nodes;
    }

    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> out) {
        UnaryCalls.answer(
                out,
                () -> nodes.all()
                        .thenApply(all -> ListNodesResponse.newBuilder()
                                .addAllNodes(all.stream().map(NodeGrpc::of).toList())
                                .build()));
    }

    private static Node of(NodeService.Seen seen) {
        dev.tidings.core.node.Node node = seen.node();
        Node.Builder shown = Node.newBuilder()
                .setName(node.beat().name())
                .setInstance(node.beat().instance())
                .setState(Node.State.valueOf("STATE_" + seen.state().name().toUpperCase(Locale.ROOT)))
                .setVersion(node.beat().version())
                .setAddress(node.beat().address())
                .addAllRoles(node.beat().roles().roles().stream()
                        .map(role -> Node.Role.valueOf("ROLE_" + role.name()))
                        .toList())
                .setStartedAt(Timestamps.of(node.startedAt()))
                .setLastSeenAt(Timestamps.of(node.lastSeenAt()));
        if (node.leftAt() != null) {
            shown.setLeftAt(Timestamps.of(node.leftAt()));
        }
        node.beat()
                .lanes()
                .forEach(lane -> shown.addLanes(Node.Lane.newBuilder()
                        .setChannel(lane.channel())
                        .setConcurrency(lane.concurrency())
                        .setWaiting(lane.waiting())
                        .setSending(lane.sending())));
        return shown.build();
    }
}
