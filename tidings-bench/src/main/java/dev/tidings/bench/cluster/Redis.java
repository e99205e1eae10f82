package dev.tidings.bench.cluster;

import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.testkit.server.FreePorts;
import java.io.IOException;
import redis.embedded.RedisServer;

/** A Redis as durable as PostgreSQL: every write is flushed before the response. */
public final class Redis implements AutoCloseable {
    private final RedisServer server;
    private final int port;

    private Redis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    public static Redis start(WorkloadEnvironment stage) throws IOException {
        int port = FreePorts.free();
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + stage.emptyFolder("redis"))
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("save \"\"")
                .setting("maxmemory-policy noeviction")
                .build();
        server.start();
        return new Redis(server, port);
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
