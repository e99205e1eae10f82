package dev.tidings.streams.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a Redis stream cannot be read or written.
 *
 * @param kind the error code of Redis; empty if Redis does not respond
 * @param message the message for logs and errors
 */
public record RedisFailure(String kind, String message) {
    /** The error code of a Redis that is out of memory. */
    static final String OUT_OF_MEMORY = "OOM";

    private static final Pattern IN_SCRIPT = Pattern.compile("@user_script: ?\\d+: -?([A-Z]+) ");

    public static RedisFailure of(Throwable failure, String stream) {
        RedisCommandExecutionException refusal = refusal(failure);
        return refusal == null
                ? new RedisFailure("", String.valueOf(root(failure).getMessage()))
                : new RedisFailure(code(refusal), message(refusal, stream));
    }

    private static String message(RedisCommandExecutionException refusal, String stream) {
        return switch (code(refusal)) {
            case "WRONGTYPE" -> "the key " + stream + " is not a stream; expected a stream or no key";
            case OUT_OF_MEMORY -> "Redis is out of memory; increase maxmemory or delete unused keys";
            case "NOAUTH" ->
                "Redis requires a password; set redis.url to redis://:password@host or"
                        + " redis://user:password@host, preferably in TIDINGS_REDIS_URL";
            case "WRONGPASS" -> "Redis rejected the user or password of redis.url";
            case "NOPERM" -> "Redis denied access to the user of redis.url: " + refusal.getMessage();
            case "NOGROUP" -> "the consumer group was deleted and is created again";
            default -> String.valueOf(refusal.getMessage());
        };
    }

    /**
     * Returns the error code, the first word of the error. For scripts, older versions of Redis put the
     * location before it.
     */
    private static String code(RedisCommandExecutionException refusal) {
        String message = String.valueOf(refusal.getMessage());
        Matcher script = IN_SCRIPT.matcher(message);
        if (script.find()) {
            return script.group(1);
        }
        int end = message.indexOf(' ');
        return (end < 0 ? message : message.substring(0, end)).toUpperCase(Locale.ROOT);
    }

    private static @Nullable RedisCommandExecutionException refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException refusal) {
                return refusal;
            }
        }
        return null;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
