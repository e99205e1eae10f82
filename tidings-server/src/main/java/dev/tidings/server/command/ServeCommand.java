package dev.tidings.server.command;

import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Screen;
import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.LoadedConfiguration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidings serve}. */
@Command(
        name = "serve",
        description =
                "Runs the server until SIGTERM or Ctrl-C, and finishes sends in flight before it exits. SIGHUP reloads"
                        + " the log level.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings serve",
            "  tidings serve --config /etc/tidings.yaml",
            "  TIDINGS_OUTBOUND_ALLOW=127.0.0.0/8 tidings serve     allows webhooks to this machine (see tidings sink)",
            "  TIDINGS_SERVER_PORT=9000 TIDINGS_DATA_DIR=/var/lib/tidings tidings serve"
        })
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final ServerCommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private ConfigFile config = new ConfigFile();

    public ServeCommand(ServerCommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        LoadedConfiguration loaded = environment.load(config.file);
        loaded.warnings().forEach(warning -> Screen.of(spec).note("warning: " + warning));
        try (ServerCommandEnvironment.ConfiguredServer server = environment.start(loaded.configuration())) {
            environment.onHangUp(() -> reload(server));
            server.awaitStop();
        }
        return ExitCodes.OK;
    }

    private void reload(ServerCommandEnvironment.ConfiguredServer server) {
        try {
            server.reload(environment.load(config.file).configuration());
        } catch (ConfigException wrong) {
            LOG.warn("configuration reload failed; keeping the current one; cause={}", wrong.getMessage());
        }
    }
}
