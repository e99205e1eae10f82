package dev.tidings.server.stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one stream, on a thread and a connection of its own. Starts and stops as often as it is asked to. */
public final class StreamConsumer<T> {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConsumer.class);

    private final StreamSettings settings;
    private final StreamDecoder<T> decoder;
    private final StreamHandler<T> handler;
    private final StreamPorts ports;

    public StreamConsumer(
            StreamSettings settings, StreamDecoder<T> decoder, StreamHandler<T> handler, StreamPorts ports) {
        this.settings = settings;
        this.decoder = decoder;
        this.handler = handler;
        this.ports = ports;
    }

    /** Returns at once; a stream or a Redis that is not there yet is waited for. */
    public synchronized void start() {
        LOG.debug("{} {} {} {}", settings, decoder, handler, ports);
    }

    /** Returns when nothing is under way any more. What is being handled may end within a grace. */
    public synchronized void stop() {
        // Nothing runs.
    }
}
