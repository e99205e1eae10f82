package dev.tidings.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.server.cli.rest.Api;
import dev.tidings.server.config.Effective;
import dev.tidings.server.config.Loaded;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings config check} and {@code show}. */
@Command(
        name = "config",
        description = "Checks and shows the configuration.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(check | show)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings config check --config tidings.yaml     all errors at once",
            "  tidings config show                            what holds and where it came from"
        })
final class ConfigCommand implements Runnable {
    private final Host host;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    ConfigCommand(Host host) {
        this.host = host;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "check",
            description = "Says whether the configuration holds; if not, everything that is wrong with it.",
            mixinStandardHelpOptions = true)
    int check(@Mixin ConfigFile config) {
        Loaded loaded = host.load(config.file);
        PrintWriter out = spec.commandLine().getOut();
        loaded.warnings().forEach(warning -> out.println("warning: " + warning));
        host.check(loaded.configuration());
        out.println("The configuration holds (" + loaded.source() + ").");
        return ExitCodes.OK;
    }

    @Command(
            name = "show",
            description = "Shows every value with its origin and the variable that overrides it; secrets masked.",
            mixinStandardHelpOptions = true)
    int show(@Mixin ConfigFile config, @Option(names = "--json", description = "As JSON.") boolean json) {
        Loaded loaded = host.load(config.file);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode all = Api.JSON.createObjectNode();
            for (Effective value : loaded.values()) {
                all.putObject(value.path())
                        .put("value", value.value())
                        .put("origin", origin(value))
                        .put("variable", value.env());
            }
            out.println(all.toPrettyString());
            return ExitCodes.OK;
        }
        out.println("# " + loaded.source());
        Table table = new Table("SETTING", "VALUE", "FROM", "VARIABLE");
        loaded.values().forEach(value -> table.row(List.of(value.path(), value.value(), origin(value), value.env())));
        table.print(out);
        return ExitCodes.OK;
    }

    private static String origin(Effective value) {
        return value.origin().name().toLowerCase(Locale.ROOT);
    }
}
