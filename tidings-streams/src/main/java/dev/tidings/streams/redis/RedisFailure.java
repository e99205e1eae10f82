package dev.tidings.streams.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a stream of Redis cannot be read or written.
 *
 * @param kind the word that a refusal of Redis begins with; empty when it does not answer
 * @param words for people
 */
public record RedisFailure(String kind, String words) {
    /** How Redis begins what it refuses while it is out of memory. */
    static final String OUT_OF_MEMORY = "OOM";

    private static final Pattern IN_SCRIPT = Pattern.compile("@user_script: ?\\d+: -?([A-Z]+) ");

    public static RedisFailure of(Throwable failure, String stream) {
        RedisCommandExecutionException refusal = refusal(failure);
        return refusal == null
                ? new RedisFailure("", String.valueOf(root(failure).getMessage()))
                : new RedisFailure(code(refusal), words(refusal, stream));
    }

    private static String words(RedisCommandExecutionException refusal, String stream) {
        return switch (code(refusal)) {
            case "WRONGTYPE" -> "the key " + stream + " holds something else; expected a stream, or no such key";
            case OUT_OF_MEMORY ->
                "Redis is out of memory and takes nothing more; give it more (maxmemory) or remove what is not needed";
            case "NOAUTH" ->
                "Redis asks for a password; expected one in redis.url (redis://:password@host, or"
                        + " redis://user:password@host), best set as TIDINGS_REDIS_URL";
            case "WRONGPASS" -> "Redis does not take the user and password of redis.url";
            case "NOPERM" -> "Redis does not let the user of redis.url use it: " + refusal.getMessage();
            case "NOGROUP" -> "its consumer group is gone, and is made anew";
            default -> String.valueOf(refusal.getMessage());
        };
    }

    /** Redis begins what it refuses with a word in capitals; of what a script was refused, older ones say where first. */
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
