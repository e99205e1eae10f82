package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.NodeService;
import dev.tidings.core.node.Node;
import dev.tidings.http.RestResponses;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** {@code GET /v1/nodes}. */
public final class NodeRoutes {
    private final NodeService nodes;

    public NodeRoutes(NodeService nodes) {
        this.nodes = nodes;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                nodes.all(),
                all -> RestResponses.json(HttpStatus.OK, json -> json.objects("nodes", all, NodeRoutes::write)));
    }

    private static void write(JsonWriter out, NodeService.Seen seen) throws IOException {
        Node node = seen.node();
        out.text("name", node.beat().name());
        out.text("instance", node.beat().instance());
        out.text("state", seen.state().code());
        out.text("version", node.beat().version());
        out.text("address", node.beat().address());
        out.texts("roles", node.beat().roles().codes());
        out.time("started_at", node.startedAt());
        out.time("last_seen_at", node.lastSeenAt());
        out.time("left_at", node.leftAt());
        out.objects("lanes", node.beat().lanes(), (lanes, lane) -> {
            lanes.text("channel", lane.channel());
            lanes.number("concurrency", lane.concurrency());
            lanes.number("waiting", lane.waiting());
            lanes.number("sending", lane.sending());
        });
    }
}
