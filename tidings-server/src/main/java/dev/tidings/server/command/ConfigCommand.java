package dev.tidings.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.Column;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Screen;
import dev.tidings.cli.Table;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.config.EffectiveSetting;
import dev.tidings.server.config.LoadedConfiguration;
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
            "  tidings config check --config tidings.yaml     shows all errors",
            "  tidings config show                            effective values and their origin"
        })
public final class ConfigCommand implements Runnable {
    private final ServerCommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public ConfigCommand(ServerCommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "check",
            description = "Checks the configuration and prints all errors.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings config check --config tidings.yaml")
    int check(@Mixin ConfigFile config) {
        LoadedConfiguration loaded = environment.load(config.file);
        Screen out = Screen.of(spec);
        loaded.warnings().forEach(warning -> out.line("warning: " + warning));
        environment.check(loaded.configuration());
        out.line("The configuration is valid (" + loaded.source() + ").");
        return ExitCodes.OK;
    }

    @Command(
            name = "show",
            description = "Shows every value, its origin and the variable that overrides it. Secrets are masked.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings config show", "  TIDINGS_SERVER_PORT=9000 tidings config show --json"})
    int show(@Mixin ConfigFile config, @Option(names = "--json", description = "Print JSON.") boolean json) {
        LoadedConfiguration loaded = environment.load(config.file);
        Screen out = Screen.of(spec);
        if (json) {
            ObjectNode all = ApiClient.JSON.createObjectNode();
            for (EffectiveSetting value : loaded.values()) {
                all.putObject(value.path())
                        .put("value", value.value())
                        .put("origin", origin(value))
                        .put("variable", value.env());
            }
            out.json(all);
            return ExitCodes.OK;
        }
        out.line("# " + loaded.source());
        Table table =
                new Table(Column.whole("SETTING"), Column.text("VALUE"), Column.whole("FROM"), Column.text("VARIABLE"));
        loaded.values().forEach(value -> table.row(List.of(value.path(), value.value(), origin(value), value.env())));
        out.table(table);
        return ExitCodes.OK;
    }

    private static String origin(EffectiveSetting value) {
        return value.origin().name().toLowerCase(Locale.ROOT);
    }
}
