package dev.tidings.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Screen;
import dev.tidings.cli.Tone;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.command.ServerCommandEnvironment.Finding;
import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.LoadedConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings doctor}. */
@Command(
        name = "doctor",
        description = "Checks JDK, configuration, store, Redis, port, clock, disk and keys, and suggests fixes."
                + " Exits with 1 if a check fails.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tidings doctor", "  tidings doctor --config /etc/tidings.yaml --json"})
public final class DoctorCommand implements Callable<Integer> {
    private final ServerCommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private ConfigFile config = new ConfigFile();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public DoctorCommand(ServerCommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("jdk", Runtime.version() + " at " + System.getProperty("java.home")));
        try {
            LoadedConfiguration loaded = environment.load(config.file);
            findings.add(
                    loaded.warnings().isEmpty()
                            ? Finding.ok("config", loaded.source())
                            : Finding.warning(
                                    "config", String.join("; ", loaded.warnings()), "correct or remove the variables"));
            findings.addAll(environment.examine(loaded.configuration()));
        } catch (ConfigException wrong) {
            findings.add(Finding.broken(
                    "config", String.valueOf(wrong.getMessage()), "run tidings config check and correct the errors"));
        }
        print(findings, Screen.of(spec));
        return findings.stream().anyMatch(finding -> finding.result() == Finding.Result.BROKEN)
                ? ExitCodes.FAILED
                : ExitCodes.OK;
    }

    private static Tone tone(Finding finding) {
        return switch (finding.result()) {
            case OK -> Tone.PLAIN;
            case WARNING -> Tone.WARNING;
            case BROKEN -> Tone.BAD;
        };
    }

    private void print(List<Finding> findings, Screen out) {
        if (json) {
            ArrayNode array = ApiClient.JSON.createArrayNode();
            findings.forEach(finding -> array.addObject()
                    .put("what", finding.what())
                    .put("result", finding.result().name().toLowerCase(Locale.ROOT))
                    .put("detail", finding.detail())
                    .put("hint", finding.hint()));
            out.json(array);
            return;
        }
        for (Finding finding : findings) {
            String mark = switch (finding.result()) {
                case OK -> "ok     ";
                case WARNING -> "warning";
                case BROKEN -> "BROKEN ";
            };
            out.line(String.format(Locale.ROOT, "%s  %-7s  %s", mark, finding.what(), finding.detail()), tone(finding));
            if (!finding.hint().isEmpty()) {
                out.line("                  -> " + finding.hint());
            }
        }
    }
}
