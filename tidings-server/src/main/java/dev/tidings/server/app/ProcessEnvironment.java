package dev.tidings.server.app;

import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Terminal;
import dev.tidings.core.time.Ticker;
import dev.tidings.server.command.ServerCommandEnvironment;
import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.ConfigLoader;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LoadedConfiguration;
import dev.tidings.server.telemetry.Logs;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The process environment of commands. */
public final class ProcessEnvironment implements ServerCommandEnvironment {
    private final Map<String, String> env;
    private final Terminal terminal;
    private final Clocks clocks = Clocks.system();

    public ProcessEnvironment(Map<String, String> env) {
        this(env, Terminal.of(env));
    }

    ProcessEnvironment(Map<String, String> env, Terminal terminal) {
        this.env = Map.copyOf(env);
        this.terminal = terminal;
    }

    @Override
    public LoadedConfiguration load(@Nullable Path file) {
        try {
            return new ConfigLoader(StartedChannels.names()).load(file, Path.of(""), env);
        } catch (ConfigException wrong) {
            throw wrong.with(readable -> StartChecks.errors(readable, clocks));
        }
    }

    @Override
    public ConfiguredServer start(String yaml) {
        return start(read(yaml));
    }

    @Override
    public Configuration read(String yaml) {
        return new ConfigLoader(StartedChannels.names())
                .parseText(yaml, Map.of())
                .configuration();
    }

    @Override
    public OptionalInt exitCode(Exception failure) {
        return failure instanceof ConfigException ? OptionalInt.of(ExitCodes.CONFIG) : OptionalInt.empty();
    }

    @Override
    public void check(Configuration configuration) {
        StartChecks.require(configuration, clocks);
    }

    @Override
    public ConfiguredServer start(Configuration configuration) {
        Application application = Application.start(configuration);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("tidings-shutdown").unstarted(() -> {
                    application.drainAndClose();
                    Logs.stop();
                }));
        return application;
    }

    @Override
    public void onHangUp(Runnable reload) {
        SighupHandler.handle(reload);
    }

    @Override
    public Keys keys(Configuration configuration) {
        return OfflineApiKeys.open(configuration, clocks);
    }

    @Override
    public List<Finding> examine(Configuration configuration) {
        return new DoctorChecks(configuration, clocks).findings();
    }

    @Override
    public Terminal terminal() {
        return terminal;
    }

    @Override
    public InstantSource clock() {
        return clocks.clock();
    }

    @Override
    public Ticker ticker() {
        return clocks.ticker();
    }
}
