package dev.tidings.streams.redis;

import dev.tidings.core.store.OffsetStore;
import dev.tidings.streams.EntryProcessorPorts;

/**
 * What consumers of Redis Streams stand on.
 *
 * @param handling the ports that have nothing to do with Redis
 */
public record StreamPorts(RedisConnections redis, OffsetStore offsets, EntryProcessorPorts handling) {}
