package dev.tidings.bench.push;

import dev.tidings.bench.http.Numbered;
import java.io.IOException;
import java.time.Duration;

/** A server that takes a message over HTTP and pushes it to all who subscribed. */
interface Broadcaster extends AutoCloseable {
    int port();

    /** The request that publishes a message. */
    Numbered publishing();

    /** Where to subscribe by server-sent events. */
    String events();

    /** Memory of all its processes that is its alone, or its share of what is shared, in KB. */
    double kilobytes() throws IOException;

    /** Processor time of all its processes. */
    Duration cpu() throws IOException;

    @Override
    void close();
}
