package dev.tidings.cli;

import dev.tidings.core.time.Ticker;
import java.net.URI;
import java.time.InstantSource;
import java.util.OptionalInt;

/** What commands need from their process, implemented by the composition root. */
public interface CommandEnvironment {
    /** Starts a server from only this configuration text; ready on return. */
    RunningServer start(String yaml);

    /** Returns the exit code of a failure known only to the process; empty for others. */
    OptionalInt exitCode(Exception failure);

    /** Returns the terminal of the process. */
    Terminal terminal();

    InstantSource clock();

    Ticker ticker();

    /** A server in this process. */
    interface RunningServer extends AutoCloseable {
        URI uri();

        /** Waits until it has stopped, by {@link #close} or a signal. */
        void awaitStop() throws InterruptedException;

        @Override
        void close();
    }
}
