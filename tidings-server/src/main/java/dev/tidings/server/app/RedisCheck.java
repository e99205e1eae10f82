package dev.tidings.server.app;

import dev.tidings.server.command.ServerCommandEnvironment.Finding;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Checks that Redis responds, its version, and that its eviction policy keeps streams. */
final class RedisCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String WHAT = "redis";

    /** The oldest version that the build tests, and the first with XAUTOCLAIM. */
    private static final int MAJOR = 6;

    private static final int MINOR = 2;

    private RedisCheck() {}

    static Finding of(String url) {
        RedisURI uri;
        try {
            uri = RedisURI.create(url);
        } catch (IllegalArgumentException malformed) {
            return Finding.broken(WHAT, "redis.url is not a Redis URL", "redis://user:password@host:6379/0");
        }
        String where = uri.getHost() == null ? "the Redis of redis.url" : uri.getHost() + ":" + uri.getPort();
        uri.setTimeout(TIMEOUT);
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .build());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return judge(where, connection.sync());
        } catch (RedisException away) {
            return Finding.broken(
                    WHAT,
                    where + " does not respond: " + cause(away),
                    "check redis.url; events wait until it is available");
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private static Finding judge(String where, RedisCommands<String, String> redis) {
        Map<String, String> info = new HashMap<>();
        for (String section : new String[] {"server", "memory"}) {
            redis.info(section).lines().forEach(line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    info.put(line.substring(0, colon), line.substring(colon + 1));
                }
            });
        }
        String version = info.getOrDefault("redis_version", "(unknown version)");
        String policy = info.getOrDefault("maxmemory_policy", "unknown");
        String words = where + " responds; Redis " + version + ", maxmemory-policy " + policy;
        if (older(version)) {
            return Finding.warning(WHAT, words, "use " + MAJOR + "." + MINOR + " or later");
        }
        // Only these policies evict keys without a TTL, and only if there is a limit.
        if (policy.startsWith("allkeys") && !info.getOrDefault("maxmemory", "0").equals("0")) {
            return Finding.warning(
                    WHAT,
                    words + ": when full it evicts streams with events, intents and jobs",
                    "set maxmemory-policy to noeviction or a volatile- policy");
        }
        return Finding.ok(WHAT, words);
    }

    private static boolean older(String version) {
        String[] parts = version.split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            return major < MAJOR || (major == MAJOR && minor < MINOR);
        } catch (NumberFormatException unknown) {
            return false;
        }
    }

    /** The root cause is the most specific; none of the causes contains credentials. */
    private static String cause(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
