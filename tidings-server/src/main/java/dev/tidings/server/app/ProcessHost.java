package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.time.Ticker;
import dev.tidings.server.cli.Host;
import dev.tidings.server.config.ConfigLoader;
import dev.tidings.server.config.Loaded;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** This process, as commands see it. */
final class ProcessHost implements Host {
    private final Map<String, String> env;

    ProcessHost(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Loaded load(@Nullable Path file) {
        List<String> channels = ServiceLoader.load(Channel.class).stream()
                .map(provider -> provider.get().name())
                .toList();
        return new ConfigLoader(channels).load(file, Path.of(""), env);
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public Ticker ticker() {
        return System::nanoTime;
    }
}
