package dev.tidings.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Redis 6.2. A durable one keeps its data across a stop. */
public final class RedisServer implements AutoCloseable {
    private final ServerOptions options;
    private final Path folder = Folders.create("tidings-redis-");
    private final int port;
    private redis.embedded.@Nullable RedisServer running;

    private RedisServer(ServerOptions options) {
        this.options = options;
        this.port = FreePorts.free();
    }

    /** @return the server all tests of this JVM share; never stopped by a test, and a key belongs to who made it */
    public static RedisServer shared() {
        return Shared.SERVER;
    }

    public static RedisServer start(ServerOptions options) {
        RedisServer server = new RedisServer(options);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-redis"));
        server.start();
        return server;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public synchronized void start() {
        if (running != null) {
            return;
        }
        try {
            var builder = redis.embedded.RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("dir " + folder)
                    .setting("save \"\"")
                    .setting("appendonly " + (options.fsync() ? "yes" : "no"))
                    .setting("appendfsync always");
            options.settings().forEach((name, value) -> builder.setting(name + " " + value));
            redis.embedded.RedisServer started = builder.build();
            started.start();
            running = started;
        } catch (IOException e) {
            throw new UncheckedIOException("Redis did not start on port " + port, e);
        }
    }

    /** Simulates an outage; a durable server keeps its data for the next start. */
    public synchronized void stop() {
        redis.embedded.RedisServer stopping = running;
        if (stopping == null) {
            return;
        }
        running = null;
        try {
            stopping.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("Redis did not stop", e);
        }
    }

    @Override
    public synchronized void close() {
        stop();
        Folders.remove(folder);
    }

    private static final class Shared {
        static final RedisServer SERVER = start(ServerOptions.fast());
    }
}
