package dev.tidings.streams;

import dev.tidings.core.telemetry.StreamListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each outage of a stream once when it starts and once when it ends. */
public final class StreamHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StreamHealth.class);

    private final StreamSource source;
    private final StreamListener listener;
    private @Nullable String outage;

    public StreamHealth(StreamSource source, StreamListener listener) {
        this.source = source;
        this.listener = listener;
    }

    /** Records a successful read, even of nothing. */
    public synchronized void read() {
        if (outage != null) {
            outage = null;
            LOG.info("reading resumed; source={}", source.name());
        }
        listener.connected(source.label(), true);
    }

    /**
     * Records a failed read.
     *
     * @param kind the kind of failure; a new kind is logged again
     * @param message the message for the log
     */
    public synchronized void lost(String kind, String message, Throwable failure) {
        if (!kind.equals(outage)) {
            outage = kind;
            LOG.warn("reading failed; retrying, nothing is lost; source={} cause={}", source.name(), message);
            LOG.debug("reading failed; source={}", source.name(), failure);
        }
        listener.connected(source.label(), false);
    }
}
