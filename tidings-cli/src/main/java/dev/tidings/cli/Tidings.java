package dev.tidings.cli;

import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command. */
@Command(
        name = "tidings",
        description = {
            "A durable notification delivery server.",
            "It accepts each intent once and drives every delivery to a final, explainable status.",
            ""
        },
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the server refused, or the result was not as expected",
            "2:invalid command line",
            "3:invalid configuration",
            "4:the server is unreachable",
            "5:the server cannot start (port, folder, database, keys)"
        },
        footerHeading = "%nGet started:%n",
        footer = {
            "  tidings demo                       a demonstration without any setup",
            "  tidings serve                      a server on http://127.0.0.1:8434",
            "  tidings send --type build.failed --recipient user:1 --payload '{\"build\": 42}'",
            "  tidings help COMMAND               help for one command"
        })
final class Tidings implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            description = "auto, always or never. auto: on a terminal, unless NO_COLOR is set.")
    private ColorChoice color = ColorChoice.AUTO;

    private final CommandEnvironment environment;

    Tidings(CommandEnvironment environment) {
        this.environment = environment;
    }

    ColorChoice color() {
        return color;
    }

    Terminal terminal() {
        return environment.terminal();
    }

    Instant now() {
        return environment.clock().instant();
    }

    @Override
    public void run() {
        Screen.of(spec).usage();
    }
}
