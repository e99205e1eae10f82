package dev.tidings.cli;

import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root: says what there is. */
@Command(
        name = "tidings",
        description = {
            "Tells who has to know, and makes sure of it: a durable notification delivery server.",
            "An intent is accepted once, each delivery that follows is driven to an end that can be explained.",
            ""
        },
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the server refused, or not everything came out as it should",
            "2:the command line is wrong",
            "3:the configuration does not hold",
            "4:no server answers",
            "5:the server cannot start here (port, folder, database, keys)"
        },
        footerHeading = "%nTo begin with:%n",
        footer = {
            "  tidings demo                       watch it work, nothing to set up",
            "  tidings serve                      a server on http://127.0.0.1:8434",
            "  tidings send --type build.failed --recipient user:1 --payload '{\"build\": 42}'",
            "  tidings help COMMAND               all about one command"
        })
final class Tidings implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            description = "auto, always or never. Auto: on a terminal, unless NO_COLOR is set.")
    private ColorChoice color = ColorChoice.AUTO;

    private final Host host;

    Tidings(Host host) {
        this.host = host;
    }

    ColorChoice color() {
        return color;
    }

    Terminal terminal() {
        return host.terminal();
    }

    Instant now() {
        return host.clock().instant();
    }

    @Override
    public void run() {
        Screen.of(spec).usage();
    }
}
