package dev.tidings.bench.http;

import java.io.IOException;

/** A client with a fixed number of requests in flight: it sends the next one when one is answered. */
public interface ClosedLoop extends AutoCloseable {
    /** Sends requests {@code first} to {@code first + count - 1} and waits for all answers. */
    RequestTimings closedLoop(int first, int count) throws Exception;

    @Override
    void close() throws IOException;
}
