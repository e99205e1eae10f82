package dev.tidings.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads rows as JSON, to pass them between processes and for other programs. */
public final class ResultsFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResultsFile() {}

    /** Writes {machine, results: [...]}. */
    public static void write(Path file, Machine machine, List<Measurement> rows) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.set("machine", JSON.valueToTree(machine));
        ArrayNode results = root.putArray("results");
        rows.forEach(row -> results.add(json(row)));
        Files.createDirectories(file.toAbsolutePath().getParent());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    }

    /** Reads the rows of {@link #write}. */
    public static List<Measurement> rows(Path file) throws IOException {
        List<Measurement> rows = new ArrayList<>();
        for (var node : JSON.readTree(file.toFile()).path("results")) {
            rows.add(new Measurement(
                    node.path("workload").asText(),
                    node.path("what").asText(),
                    node.path("unit").asText(),
                    node.path("ours").asDouble(),
                    node.path("against").isTextual() ? node.path("against").asText() : null,
                    node.path("theirs").isNumber() ? node.path("theirs").asDouble() : null,
                    goal(node.path("goal").asText(), node.path("bound").asDouble()),
                    numbers(node.path("our_rounds")),
                    numbers(node.path("their_rounds")),
                    node.path("at").isNumber() ? node.path("at").asDouble() : null));
        }
        return rows;
    }

    private static ObjectNode json(Measurement row) {
        ObjectNode node = JSON.createObjectNode()
                .put("workload", row.workload())
                .put("what", row.what())
                .put("unit", row.unit())
                .put("ours", row.ours())
                .put("against", row.against())
                .put("theirs", row.theirs())
                .put("ratio", row.ratio());
        switch (row.goal()) {
            case Goal.RatioAtLeast goal -> node.put("goal", "ratio_at_least").put("bound", goal.bound());
            case Goal.RatioAtMost goal -> node.put("goal", "ratio_at_most").put("bound", goal.bound());
            case Goal.AtMost goal -> node.put("goal", "at_most").put("bound", goal.bound());
            case Goal.None _ -> node.put("goal", "none");
        }
        node.put("met", row.met());
        node.put("at", row.at());
        node.set("our_rounds", JSON.valueToTree(row.ourRounds()));
        node.set("their_rounds", JSON.valueToTree(row.theirRounds()));
        return node;
    }

    private static Goal goal(String kind, double bound) {
        return switch (kind) {
            case "ratio_at_least" -> new Goal.RatioAtLeast(bound);
            case "ratio_at_most" -> new Goal.RatioAtMost(bound);
            case "at_most" -> new Goal.AtMost(bound);
            default -> new Goal.None();
        };
    }

    private static List<Double> numbers(com.fasterxml.jackson.databind.JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }
}
