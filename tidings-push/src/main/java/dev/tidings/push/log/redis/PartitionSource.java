package dev.tidings.push.log.redis;

import dev.tidings.streams.redis.RedisConnections;
import io.lettuce.core.api.async.RedisAsyncCommands;

/** Where a follower reads one partition. */
record PartitionSource(RedisConnections redis, StreamKeys keys, StreamLayout layout) {
    /** Returns the layout's name. Throws if the log has another number of partitions. Blocks. */
    String checkLayout(RedisAsyncCommands<String, byte[]> commands) {
        return layout.check(commands).join();
    }
}
