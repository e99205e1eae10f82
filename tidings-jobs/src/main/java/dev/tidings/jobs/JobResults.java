package dev.tidings.jobs;

import dev.tidings.jobs.runtime.HealthEvent;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import java.util.List;
import java.util.Objects;

/** Encodes result entries as alternating names and values; all names are always present. The contract is frozen. */
final class JobResults {
    private JobResults() {}

    /** Encodes a result. A start's result has no kind. */
    static List<String> fields(Operation ended) {
        JobEnd end = Objects.requireNonNull(ended.end());
        JobCode code = end.code();
        List<String> fields = List.of(
                JobFields.GAME_ID,
                ended.gameId(),
                "outcome",
                end.outcome().code(),
                "container_id",
                end.containerId(),
                "engine_endpoint",
                end.engineEndpoint(),
                "error_code",
                code == null ? "" : code.code(),
                "error_message",
                end.message());
        if (ended.kind() == OperationKind.START) {
            return fields;
        }
        return java.util.stream.Stream.concat(
                        fields.stream(), java.util.stream.Stream.of("kind", OperationKind.STOP.code()))
                .toList();
    }

    static List<String> fields(HealthEvent event) {
        Integer code = event.exitCode();
        return List.of(
                JobFields.GAME_ID,
                event.gameId(),
                "container_id",
                event.containerId(),
                "event_type",
                event.type().code(),
                "exit_code",
                code == null ? "" : code.toString(),
                "message",
                event.message(),
                "occurred_at_ms",
                Long.toString(event.occurredAt().toEpochMilli()));
    }
}
