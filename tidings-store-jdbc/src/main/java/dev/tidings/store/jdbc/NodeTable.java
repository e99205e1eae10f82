package dev.tidings.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.store.NodeStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Knows which processes share the store. */
public final class NodeTable implements NodeStore {
    private static final String BEAT =
            "INSERT INTO nodes (instance, name, version, address, draining, started_at, last_seen_at, left_at, lanes)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)";
    // Beats may overtake each other, and the goodbye: an instance that drains or has left does not come back.
    private static final String AGAIN = "name = new.name, version = new.version, address = new.address,"
            + " draining = CASE WHEN nodes.draining THEN nodes.draining ELSE new.draining END,"
            + " last_seen_at = CASE WHEN new.last_seen_at > nodes.last_seen_at THEN new.last_seen_at"
            + " ELSE nodes.last_seen_at END, lanes = new.lanes";
    private static final String LEAVE = "UPDATE nodes SET left_at = ? WHERE instance = ?";
    private static final String SELECT = "SELECT instance, name, version, address, draining, started_at, last_seen_at,"
            + " left_at, lanes FROM nodes ORDER BY name, started_at DESC, instance DESC";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final InstantSource clock;
    private final String beat;

    public NodeTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.beat = database.dialect().insertOrUpdate(BEAT, "instance", AGAIN);
    }

    @Override
    public void beat(NodeBeat said) {
        String lanes = write(said.lanes());
        database.write("say that this node lives", tx -> {
            Instant now = clock.instant();
            return tx.prepared(beat)
                    .text(said.instance())
                    .text(said.name())
                    .text(said.version())
                    .text(said.address())
                    .flag(said.draining())
                    .time(now)
                    .time(now)
                    .text(lanes)
                    .update();
        });
    }

    @Override
    public void leave(String instance) {
        database.write(
                "say that this node leaves",
                tx -> tx.prepared(LEAVE).time(clock.instant()).text(instance).update());
    }

    @Override
    public List<Node> nodes() {
        return database.read(
                "list nodes",
                handle -> handle.createQuery(SELECT)
                        .map((row, context) -> read(row))
                        .list());
    }

    private static Node read(ResultSet row) throws SQLException {
        return new Node(
                new NodeBeat(
                        row.getString("instance"),
                        row.getString("name"),
                        row.getString("version"),
                        row.getString("address"),
                        row.getBoolean("draining"),
                        lanes(row.getString("lanes"))),
                Columns.time(row, "started_at"),
                Columns.time(row, "last_seen_at"),
                Columns.timeOrNull(row, "left_at"));
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

    /** Fields that a newer node added are passed over, those that an older one lacks are zero. */
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
            throw new IllegalStateException("the lanes of a node are no JSON array", damaged);
        }
    }
}
