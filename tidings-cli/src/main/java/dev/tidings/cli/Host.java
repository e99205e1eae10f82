package dev.tidings.cli;

import dev.tidings.core.time.Ticker;
import java.net.URI;
import java.time.InstantSource;
import java.util.OptionalInt;

/** What commands ask of the process they run in. The composition root answers. */
public interface Host {
    /** Starts a server from the text of a configuration and nothing else; ready on return. */
    RunningServer start(String yaml);

    /** The exit code for a failure that only this process knows of; empty for any other. */
    OptionalInt exitCode(Exception failure);

    /** What a person sees of what commands print. */
    Terminal terminal();

    InstantSource clock();

    Ticker ticker();

    /** A server that runs in this process. */
    interface RunningServer extends AutoCloseable {
        URI uri();

        /** Waits until it has stopped, by {@link #close} or a signal. */
        void awaitStop() throws InterruptedException;

        @Override
        void close();
    }
}
