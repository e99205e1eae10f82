package dev.tidings.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The main class of a peer process, which reads commands as lines of JSON and answers each with one line of JSON. */
public final class PeerMain {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PeerMain() {}

    /** Arguments: the peer's name and the database's address. */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        // Keeps output of libraries apart from the answers.
        System.setOut(System.err);
        try (Peer peer = peer(args[0], args[1]);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            answers.println(JSON.writeValueAsString(Map.of("ready", true)));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                answers.println(JSON.writeValueAsString(answer(peer, JSON.readTree(line))));
            }
        }
        // Do not wait for threads of libraries.
        System.exit(0);
    }

    private static Peer peer(String name, String jdbcUrl) throws Exception {
        return switch (name) {
            case "db-scheduler" -> new DbScheduler(jdbcUrl);
            case "jobrunr" -> new JobRunrPeer(jdbcUrl);
            default ->
                throw new IllegalArgumentException("unknown peer '" + name + "'; expected db-scheduler, jobrunr");
        };
    }

    private static Object answer(Peer peer, JsonNode command) throws Exception {
        int first = command.path("first").asInt();
        int count = command.path("count").asInt();
        Peer.Handler handler =
                command.has("port") ? new Poster(command.path("port").asInt()) : payload -> {};
        return switch (command.path("do").asText()) {
            case "run" ->
                peer.run(
                        first,
                        count,
                        command.path("together").asBoolean(),
                        command.path("in_flight").asInt(),
                        handler);
            case "paced" ->
                Map.of(
                        "due",
                        peer.paced(first, count, command.path("per_second").asDouble(), handler));
            default -> throw new IllegalArgumentException("not a command: " + command);
        };
    }
}
