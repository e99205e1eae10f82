package dev.tidings.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A peer in its own process, which reads commands as lines of JSON and answers each with a line. */
final class PeerProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ANSWER_WITHIN_SECONDS = 300;
    private static final long STOP_WITHIN_SECONDS = 5;
    private static final int LAST_LINES = 10;

    private final String name;
    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final Writer commands;

    private PeerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a peer and waits until it is ready. */
    static PeerProcess start(WorkloadEnvironment stage, String name, List<String> command) throws Exception {
        Path log = stage.scratch().resolve(name.replace(' ', '-') + ".log");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        PeerProcess peer = new PeerProcess(name, process, log);
        peer.answer();
        return peer;
    }

    /**
     * Enqueues and processes items.
     *
     * @param inFlight the number of concurrent handlers; 0 for the peer's best
     * @param sink the port that handlers post to; null for no-op handlers
     */
    LifeRates run(int first, int count, boolean together, int inFlight, @Nullable Integer sink) throws Exception {
        Map<String, Object> command = new java.util.HashMap<>(
                Map.of("do", "run", "first", first, "count", count, "together", together, "in_flight", inFlight));
        if (sink != null) {
            command.put("port", sink);
        }
        JsonNode times = ask(command);
        return LifeRates.of(
                count,
                times.path("begun").asLong(),
                times.path("enqueued").asLong(),
                times.path("ended").asLong());
    }

    /** Enqueues at a steady rate items that handlers post to the sink; returns when each was due. */
    List<Long> paced(int first, int count, double perSecond, int sink) throws Exception {
        JsonNode answer =
                ask(Map.of("do", "paced", "first", first, "count", count, "per_second", perSecond, "port", sink));
        List<Long> due = new ArrayList<>(count);
        answer.path("due").forEach(at -> due.add(at.asLong()));
        return due;
    }

    private JsonNode ask(Map<String, Object> command) throws Exception {
        commands.write(JSON.writeValueAsString(command) + "\n");
        commands.flush();
        return answer();
    }

    private JsonNode answer() throws Exception {
        CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(this::line);
        try {
            String answer = line.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
            if (answer != null) {
                return JSON.readTree(answer);
            }
        } catch (TimeoutException | ExecutionException none) {
            process.destroyForcibly();
        }
        List<String> said = Files.readAllLines(log);
        throw new IllegalStateException(name + " did not respond; output:\n"
                + String.join("\n", said.subList(Math.max(0, said.size() - LAST_LINES), said.size())));
    }

    private @Nullable String line() {
        try {
            return answers.readLine();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Programs exit at the end of their input. */
    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException gone) {
            // It has already exited.
        }
        process.onExit()
                .orTimeout(STOP_WITHIN_SECONDS, TimeUnit.SECONDS)
                .exceptionally(tooLong -> process.destroyForcibly())
                .join();
    }
}
