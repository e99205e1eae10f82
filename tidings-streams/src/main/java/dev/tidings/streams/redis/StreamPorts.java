package dev.tidings.streams.redis;

import dev.tidings.core.id.Ids;
import dev.tidings.core.store.OffsetStore;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.core.store.QuarantineStore;
import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.streams.HandlingPorts;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The ports that stream consumers need.
 *
 * @param writer runs blocking store calls
 * @param random adds jitter to retry delays
 */
public record StreamPorts(
        RedisNode redis,
        OffsetStore offsets,
        QuarantineStore quarantine,
        OperationalEventStore events,
        Executor writer,
        InstantSource clock,
        Ids ids,
        RandomGenerator random,
        StreamListener listener) {
    public static StreamPorts of(RedisNode redis, OffsetStore offsets, HandlingPorts ports) {
        return new StreamPorts(
                redis,
                offsets,
                ports.quarantine(),
                ports.events(),
                ports.writer(),
                ports.clock(),
                ports.ids(),
                ports.random(),
                ports.listener());
    }

    /** The ports that do not depend on Redis. */
    HandlingPorts handling() {
        return new HandlingPorts(quarantine, events, writer, clock, ids, random, listener);
    }
}
