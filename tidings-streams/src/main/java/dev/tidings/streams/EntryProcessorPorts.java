package dev.tidings.streams;

import dev.tidings.core.id.Ids;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.core.store.QuarantineStore;
import dev.tidings.core.telemetry.StreamListener;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The ports that handling needs, for any broker.
 *
 * @param writer runs blocking store calls
 * @param random adds jitter to retry delays
 */
public record EntryProcessorPorts(
        QuarantineStore quarantine,
        OperationalEventStore events,
        Executor writer,
        InstantSource clock,
        Ids ids,
        RandomGenerator random,
        StreamListener listener) {}
