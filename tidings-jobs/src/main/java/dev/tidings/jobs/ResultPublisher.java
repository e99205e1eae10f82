package dev.tidings.jobs;

import dev.tidings.core.problem.Cause;
import dev.tidings.jobs.runtime.HealthEvent;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.jobs.runtime.RuntimeStore;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.RedisException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * Publishes the results of operations to streams, once each: a script skips requests that already have an entry,
 * and the operation log records what was published.
 */
public final class ResultPublisher {
    private static final RedisScript PUBLISH = RedisScript.named(ResultPublisher.class, "publish.lua");
    private static final int NAMES = 10_000;
    private static final int BATCH = 100;

    private final PublicationHealth health = new PublicationHealth();
    private final RedisConnections redis;
    private final JobStreams.Written streams;
    private final RuntimeStore store;
    private final RuntimeQueryStore query;
    private final JobThreads threads;

    public ResultPublisher(
            RedisConnections redis,
            JobStreams streams,
            RuntimeStore store,
            RuntimeQueryStore query,
            JobThreads threads) {
        this.redis = redis;
        this.streams = streams.written();
        this.store = store;
        this.query = query;
        this.threads = threads;
    }

    /**
     * Publishes a result and records that; returns immediately if it was published before. Throws a
     * RedisException when Redis is unavailable. Blocks.
     */
    public void announce(Operation ended) {
        if (ended.publication() != Publication.DUE) {
            return;
        }
        publish(ended);
        threads.stored(() -> {
            store.published(List.of(ended.id()));
            return true;
        });
    }

    /** Publishes results that are still due, after an outage of Redis or a crash. Blocks. */
    void catchUp() {
        List<Operation> untold = threads.stored(() -> query.unpublished(BATCH));
        untold.forEach(this::announce);
    }

    private void publish(Operation ended) {
        boolean job = ended.kind() == OperationKind.START || ended.kind() == OperationKind.STOP;
        String stream = job ? streams.results() : streams.health();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(ended.source() + " " + ended.sourceRef()));
        arguments.add(bytes(Integer.toString(streams.length())));
        arguments.add(bytes(Integer.toString(NAMES)));
        for (String text : job ? JobResults.fields(ended) : JobResults.fields(event(ended))) {
            arguments.add(bytes(text));
        }
        // The braces keep both keys in one hash slot.
        String[] keys = {stream, "{" + stream + "}:told"};
        try {
            redis.commands()
                    .thenCompose(commands -> PUBLISH.run(commands, keys, arguments.toArray(new byte[0][])))
                    .join();
            health.published(stream);
        } catch (CompletionException failed) {
            health.failed(stream, failed);
            Throwable cause = Cause.of(failed);
            throw cause instanceof RedisException away ? away : new RedisException(cause);
        }
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
