package dev.tidings.jobs.rest;

import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** Writes runtimes and operations as JSON. */
final class RuntimeJson {
    private RuntimeJson() {}

    static void write(JsonWriter out, GameRuntime runtime) throws IOException {
        out.text("game_id", runtime.gameId());
        out.text("image_ref", runtime.imageRef());
        out.text("status", runtime.status().code());
        out.text("container_id", runtime.containerId());
        out.text("engine_endpoint", runtime.engineEndpoint());
        out.text("driver", runtime.driver());
        out.text("node", runtime.node());
        out.number("exit_code", runtime.exitCode());
        out.number("restarts", (long) runtime.restarts());
        out.time("created_at", runtime.createdAt());
        out.time("started_at", runtime.startedAt());
        out.time("ended_at", runtime.endedAt());
        out.time("changed_at", runtime.changedAt());
        out.text("operation_id", runtime.operation());
    }

    static void write(JsonWriter out, Operation operation) throws IOException {
        out.text("id", operation.id());
        out.text("game_id", operation.gameId());
        out.text("kind", operation.kind().code());
        out.text("source", operation.source());
        out.text("source_ref", operation.sourceRef());
        out.text("image_ref", operation.imageRef());
        out.text("reason", operation.reason());
        JobEnd end = operation.end();
        if (end != null) {
            JobCode code = end.code();
            out.text("outcome", end.outcome().code());
            out.text("error_code", code == null ? "" : code.code());
            out.text("error_message", end.message());
            out.text("container_id", end.containerId());
            out.text("engine_endpoint", end.engineEndpoint());
        }
        out.time("started_at", operation.startedAt());
        out.time("ended_at", operation.endedAt());
    }
}
