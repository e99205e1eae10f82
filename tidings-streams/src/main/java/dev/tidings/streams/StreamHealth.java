package dev.tidings.streams;

import dev.tidings.core.telemetry.StreamListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that something cannot be read and why, and once that it can be again. */
public final class StreamHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StreamHealth.class);

    private final Origin origin;
    private final StreamListener listener;
    private @Nullable String trouble;

    public StreamHealth(Origin origin, StreamListener listener) {
        this.origin = origin;
        this.listener = listener;
    }

    /** Something was read, were it nothing. */
    public synchronized void read() {
        if (trouble != null) {
            trouble = null;
            LOG.info("{} is read again", origin.name());
        }
        listener.connected(origin.label(), true);
    }

    /**
     * @param kind of another kind, it is said anew
     * @param words for people
     */
    public synchronized void lost(String kind, String words, Throwable failure) {
        if (!kind.equals(trouble)) {
            trouble = kind;
            LOG.warn(
                    "{} cannot be read: {}; it is tried again, and nothing of it is lost meanwhile",
                    origin.name(),
                    words);
            LOG.debug("what was said of {}", origin.name(), failure);
        }
        listener.connected(origin.label(), false);
    }
}
