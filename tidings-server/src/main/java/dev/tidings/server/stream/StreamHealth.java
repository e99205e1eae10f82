package dev.tidings.server.stream;

import dev.tidings.core.telemetry.StreamListener;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a stream cannot be read and why, and once that it can be again. */
final class StreamHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StreamHealth.class);

    private final String label;
    private final String stream;
    private final StreamListener listener;
    private @Nullable String trouble;

    StreamHealth(StreamSettings settings, StreamListener listener) {
        this.label = settings.label();
        this.stream = settings.stream();
        this.listener = listener;
    }

    /** Something was read, were it nothing. */
    void read() {
        if (trouble != null) {
            trouble = null;
            LOG.info("stream {} is read again", stream);
        }
        listener.connected(label, true);
    }

    void lost(Throwable failure) {
        RedisCommandExecutionException refusal = refusal(failure);
        String kind = refusal == null ? "" : code(refusal);
        if (!kind.equals(trouble)) {
            trouble = kind;
            LOG.warn(
                    "stream {} cannot be read: {}; it is tried again, and nothing of it is lost meanwhile",
                    stream,
                    words(refusal, failure));
            LOG.debug("what was said of stream {}", stream, failure);
        }
        listener.connected(label, false);
    }

    private String words(@Nullable RedisCommandExecutionException refusal, Throwable failure) {
        if (refusal == null) {
            return String.valueOf(root(failure).getMessage());
        }
        return switch (code(refusal)) {
            case "WRONGTYPE" -> "the key " + stream + " holds something else; expected a stream, or no such key";
            case "NOAUTH" ->
                "Redis asks for a password; expected one in redis.url (redis://:password@host, or"
                        + " redis://user:password@host), best set as TIDINGS_REDIS_URL";
            case "WRONGPASS" -> "Redis does not take the user and password of redis.url";
            case "NOPERM" -> "Redis does not let the user of redis.url read it: " + refusal.getMessage();
            case "NOGROUP" -> "its consumer group is gone, and is made anew";
            default -> String.valueOf(refusal.getMessage());
        };
    }

    /** Redis begins what it refuses with a word in capitals. */
    private static String code(RedisCommandExecutionException refusal) {
        String message = String.valueOf(refusal.getMessage());
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
