package dev.tidings.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.store.NodeStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The nodes that share the database. */
public final class NodeTable implements NodeStore {
    // Heartbeats may arrive out of order, even after the node has left: a draining or gone node stays so.
    private static final DialectSql BEAT = DialectSql.of("""
        INSERT INTO nodes (instance, name, version, address, draining, started_at, last_seen_at, left_at, roles, lanes)
        VALUES (:instance, :name, :version, :address, :draining, :now, :now, NULL, :roles, :lanes)
        ON CONFLICT (instance) DO UPDATE SET
            name = excluded.name, version = excluded.version, address = excluded.address,
            draining = CASE WHEN nodes.draining THEN nodes.draining ELSE excluded.draining END,
            last_seen_at = CASE WHEN excluded.last_seen_at > nodes.last_seen_at
                THEN excluded.last_seen_at ELSE nodes.last_seen_at END,
            roles = excluded.roles, lanes = excluded.lanes
        """, """
        INSERT INTO nodes (instance, name, version, address, draining, started_at, last_seen_at, left_at, roles, lanes)
        VALUES (:instance, :name, :version, :address, :draining, :now, :now, NULL, :roles, :lanes)
        ON DUPLICATE KEY UPDATE
            name = VALUES(name), version = VALUES(version), address = VALUES(address),
            draining = CASE WHEN nodes.draining THEN nodes.draining ELSE VALUES(draining) END,
            last_seen_at = CASE WHEN VALUES(last_seen_at) > nodes.last_seen_at
                THEN VALUES(last_seen_at) ELSE nodes.last_seen_at END,
            roles = VALUES(roles), lanes = VALUES(lanes)
        """);

    private static final Sql LEAVE = Sql.of("""
        UPDATE nodes SET left_at = :now WHERE instance = :instance
        """);

    private static final Sql LIST = Sql.of("""
        SELECT instance, name, version, address, draining, started_at, last_seen_at, left_at, roles, lanes
        FROM nodes
        ORDER BY name, started_at DESC, instance DESC
        """);

    private static final String SEPARATOR = ",";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final InstantSource clock;
    private final Sql beat;

    public NodeTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.beat = database.dialect().of(BEAT);
    }

    @Override
    public void beat(NodeBeat beaten) {
        String lanes = write(beaten.lanes());
        database.write(
                "record a heartbeat",
                tx -> tx.prepared(beat)
                        .text("instance", beaten.instance())
                        .text("name", beaten.name())
                        .text("version", beaten.version())
                        .text("address", beaten.address())
                        .flag("draining", beaten.draining())
                        .time("now", clock.instant())
                        .text("roles", String.join(SEPARATOR, beaten.roles().codes()))
                        .text("lanes", lanes)
                        .update());
    }

    @Override
    public void leave(String instance) {
        database.write(
                "record that this node leaves",
                tx -> tx.prepared(LEAVE)
                        .time("now", clock.instant())
                        .text("instance", instance)
                        .update());
    }

    @Override
    public List<Node> nodes() {
        return database.read("list nodes", tx -> tx.prepared(LIST).list(NodeTable::read));
    }

    private static Node read(ResultSet row) throws SQLException {
        return new Node(
                new NodeBeat(
                        row.getString("instance"),
                        row.getString("name"),
                        row.getString("version"),
                        row.getString("address"),
                        row.getBoolean("draining"),
                        roles(row.getString("roles")),
                        lanes(row.getString("lanes"))),
                Columns.time(row, "started_at"),
                Columns.time(row, "last_seen_at"),
                Columns.timeOrNull(row, "left_at"));
    }

    /** Ignores roles that only a newer node knows. */
    private static NodeRoles roles(String codes) {
        return new NodeRoles(Arrays.stream(codes.split(SEPARATOR, -1))
                .map(NodeRole::of)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** The JSON of a node's lanes, the same in every dialect. */
    static String write(List<NodeLane> lanes) {
        ArrayNode array = JSON.createArrayNode();
        for (NodeLane lane : lanes) {
            array.addObject()
                    .put("channel", lane.channel())
                    .put("concurrency", lane.concurrency())
                    .put("waiting", lane.waiting())
                    .put("sending", lane.sending());
        }
        return array.toString();
    }

    /** Ignores fields that a newer node has added; those that an older node lacks are zero. */
    static List<NodeLane> lanes(String json) {
        try {
            List<NodeLane> lanes = new ArrayList<>();
            for (JsonNode lane : JSON.readTree(json)) {
                lanes.add(new NodeLane(
                        lane.path("channel").asText(),
                        lane.path("concurrency").asInt(),
                        lane.path("waiting").asInt(),
                        lane.path("sending").asInt()));
            }
            return lanes;
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("the lanes of a node are not a JSON array", damaged);
        }
    }
}
