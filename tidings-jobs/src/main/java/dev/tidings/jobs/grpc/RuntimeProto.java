package dev.tidings.jobs.grpc;

import dev.tidings.http.Timestamps;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.v1.Runtime;
import dev.tidings.v1.RuntimeOperation;
import org.jspecify.annotations.Nullable;

/** Converts runtimes and operations to messages. */
final class RuntimeProto {
    private RuntimeProto() {}

    static Runtime of(GameRuntime runtime) {
        Runtime.Builder shown = Runtime.newBuilder()
                .setGameId(runtime.gameId())
                .setImageRef(runtime.imageRef())
                .setStatus(runtime.status().code())
                .setContainerId(runtime.containerId())
                .setEngineEndpoint(runtime.engineEndpoint())
                .setDriver(runtime.driver())
                .setNode(runtime.node())
                .setRestarts(runtime.restarts())
                .setCreatedAt(Timestamps.of(runtime.createdAt()))
                .setChangedAt(Timestamps.of(runtime.changedAt()))
                .setOperationId(orEmpty(runtime.operation()));
        if (runtime.exitCode() != null) {
            shown.setExitCode(runtime.exitCode());
        }
        if (runtime.startedAt() != null) {
            shown.setStartedAt(Timestamps.of(runtime.startedAt()));
        }
        if (runtime.endedAt() != null) {
            shown.setEndedAt(Timestamps.of(runtime.endedAt()));
        }
        return shown.build();
    }

    static RuntimeOperation of(Operation operation) {
        RuntimeOperation.Builder shown = RuntimeOperation.newBuilder()
                .setId(operation.id())
                .setGameId(operation.gameId())
                .setKind(operation.kind().code())
                .setSource(operation.source())
                .setSourceRef(orEmpty(operation.sourceRef()))
                .setImageRef(operation.imageRef())
                .setReason(operation.reason())
                .setStartedAt(Timestamps.of(operation.startedAt()));
        JobEnd end = operation.end();
        if (end != null) {
            JobCode code = end.code();
            shown.setOutcome(end.outcome().code())
                    .setErrorCode(code == null ? "" : code.code())
                    .setErrorMessage(end.message())
                    .setContainerId(end.containerId())
                    .setEngineEndpoint(end.engineEndpoint());
        }
        if (operation.endedAt() != null) {
            shown.setEndedAt(Timestamps.of(operation.endedAt()));
        }
        return shown.build();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
