package dev.tidings.streams;

import dev.tidings.core.id.Ids;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.core.store.QuarantineStore;
import dev.tidings.core.telemetry.StreamListener;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the handling of entries stands on, wherever they come from.
 *
 * @param writer where the store may block
 * @param random spreads the pauses between tries
 */
public record HandlingPorts(
        QuarantineStore quarantine,
        OperationalEventStore events,
        Executor writer,
        InstantSource clock,
        Ids ids,
        RandomGenerator random,
        StreamListener listener) {}
