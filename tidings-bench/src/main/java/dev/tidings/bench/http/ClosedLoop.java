package dev.tidings.bench.http;

import java.io.IOException;

/** A client that keeps a number of requests in flight: the next one goes out when one is answered. */
public interface ClosedLoop extends AutoCloseable {
    /** Sends requests {@code first} to {@code first + count - 1} and waits for all answers. */
    Answers closedLoop(int first, int count) throws Exception;

    @Override
    void close() throws IOException;
}
