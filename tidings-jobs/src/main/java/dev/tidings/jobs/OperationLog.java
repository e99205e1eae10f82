package dev.tidings.jobs;

import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.JobOutcome;
import dev.tidings.jobs.runtime.Operation;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs one line per operation once its result is durable. */
final class OperationLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.tidings.job");

    private OperationLog() {}

    static void ended(Operation operation) {
        JobEnd end = operation.end();
        if (end == null) {
            return;
        }
        boolean failed = end.outcome() == JobOutcome.FAILURE;
        LoggingEventBuilder line = (failed ? LOG.atWarn() : LOG.atInfo())
                .addKeyValue("operation_id", operation.id())
                .addKeyValue("game_id", operation.gameId())
                .addKeyValue("kind", operation.kind().code())
                .addKeyValue("source", operation.source());
        if (operation.sourceRef() != null) {
            line = line.addKeyValue("source_ref", operation.sourceRef());
        }
        if (!operation.imageRef().isEmpty()) {
            line = line.addKeyValue("image_ref", operation.imageRef());
        }
        if (operation.endedAt() != null) {
            line = line.addKeyValue(
                    "took_ms",
                    Duration.between(operation.startedAt(), operation.endedAt()).toMillis());
        }
        if (end.code() != null) {
            line = line.addKeyValue("code", end.code().code());
        }
        line.log(failed ? "job failed" : "job succeeded");
    }
}
