package dev.tidings.jobs;

import dev.tidings.core.problem.Cause;
import dev.tidings.jobs.runtime.HealthEvent;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.RedisException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Publishes the results of operations to streams, once each: a script skips requests that already have an entry,
 * and the operation log records what was published.
 */
final class ResultPublisher {
    private static final RedisScript PUBLISH = RedisScript.named(ResultPublisher.class, "publish.lua");
    private static final int NAMES = 10_000;
    private static final int BATCH = 100;

    private final PublicationHealth health = new PublicationHealth();
    private final RedisConnections redis;
    private final JobStreams.Written streams;
    private final RuntimeCommits commits;
    private final RuntimeQueryStore query;
    private final JobThreads threads;

    ResultPublisher(
            RedisConnections redis,
            JobStreams streams,
            RuntimeCommits commits,
            RuntimeQueryStore query,
            JobThreads threads) {
        this.redis = redis;
        this.streams = streams.written();
        this.commits = commits;
        this.query = query;
        this.threads = threads;
    }

    /**
     * Publishes a result; completes immediately if it was published before, and fails with a RedisException when Redis is
     * unavailable.
     */
    CompletableFuture<Operation> announce(Operation ended) {
        if (ended.publication() != Publication.DUE) {
            return CompletableFuture.completedFuture(ended);
        }
        return publish(ended).thenApply(_ -> {
            commits.published(ended.id());
            return ended;
        });
    }

    /** Publishes results that are still due, after an outage of Redis or a crash. Blocks. */
    void catchUp() {
        List<Operation> due = threads.stored(() -> query.unpublished(BATCH));
        due.forEach(one -> Runtimes.awaited(announce(one)));
    }

    private CompletableFuture<List<String>> publish(Operation ended) {
        boolean job = ended.kind() == OperationKind.START || ended.kind() == OperationKind.STOP;
        String stream = job ? streams.results() : streams.health();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(ended.source() + " " + ended.sourceRef()));
        arguments.add(bytes(Integer.toString(streams.length())));
        arguments.add(bytes(Integer.toString(NAMES)));
        for (String text : job ? fields(ended) : fields(event(ended))) {
            arguments.add(bytes(text));
        }
        // The braces keep both keys in one hash slot.
        String[] keys = {stream, "{" + stream + "}:told"};
        return redis.commands()
                .thenCompose(commands -> PUBLISH.run(commands, keys, arguments.toArray(new byte[0][])))
                .handle((published, failure) -> {
                    if (failure == null) {
                        health.published(stream);
                        return published;
                    }
                    health.failed(stream, failure);
                    Throwable cause = Cause.of(failure);
                    throw cause instanceof RedisException away ? away : new RedisException(cause);
                });
    }

    private static HealthEvent event(Operation ended) {
        JobEnd end = Objects.requireNonNull(ended.end());
        Instant at = Objects.requireNonNull(ended.endedAt());
        if (ended.kind() == OperationKind.EXIT) {
            Integer code = ended.reason().isEmpty() ? null : Integer.valueOf(ended.reason());
            return new HealthEvent(ended.gameId(), end.containerId(), HealthEvent.Type.EXITED, code, end.message(), at);
        }
        return new HealthEvent(
                ended.gameId(),
                end.containerId(),
                end.succeeded() ? HealthEvent.Type.RESTARTED : HealthEvent.Type.RESTART_FAILED,
                null,
                end.message(),
                at);
    }

    /**
     * Encodes a result as alternating names and values; all names are always present. A start's result has no kind. The
     * contract is frozen.
     */
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
        return Stream.concat(fields.stream(), Stream.of("kind", OperationKind.STOP.code()))
                .toList();
    }

    /** Encodes an event like a result. */
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
