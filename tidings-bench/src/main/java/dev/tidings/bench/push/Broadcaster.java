package dev.tidings.bench.push;

import dev.tidings.bench.http.Numbered;
import java.io.IOException;
import java.time.Duration;

/** A server that receives messages over HTTP and pushes them to subscribers. */
interface Broadcaster extends AutoCloseable {
    int port();

    /** The request that publishes a message. */
    Numbered publishing();

    /** The path for subscribing with server-sent events. */
    String events();

    /** The resident set of all its processes, in KB. */
    double kilobytes() throws IOException;

    /** The CPU time of all its processes. */
    Duration cpu() throws IOException;

    @Override
    void close();
}
