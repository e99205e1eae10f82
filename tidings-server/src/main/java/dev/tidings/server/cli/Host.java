package dev.tidings.server.cli;

import dev.tidings.core.time.Ticker;
import dev.tidings.server.config.Loaded;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What commands ask of the process they run in. The composition root answers. */
public interface Host {
    /**
     * Reads the configuration for the channels that this process has.
     *
     * @param file null for the default file, if there is one
     */
    Loaded load(@Nullable Path file);

    InstantSource clock();

    Ticker ticker();
}
