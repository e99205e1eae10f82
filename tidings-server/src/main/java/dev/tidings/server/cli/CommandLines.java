package dev.tidings.server.cli;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.server.cli.rest.ApiProblem;
import dev.tidings.server.cli.rest.Unreachable;
import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Puts the command line together. */
public final class CommandLines {
    private CommandLines() {}

    /**
     * The command line for some arguments. When the first names a command, only that one is made: reading the annotations
     * of all takes longer than most commands run.
     *
     * @param more commands of other rooms, by name
     */
    public static CommandLine create(Host host, Map<String, Supplier<Object>> more, String... arguments) {
        CommandLine line = new CommandLine(new Tidings());
        Map<String, Supplier<Object>> commands = commands(host, more);
        Supplier<Object> named = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (named != null) {
            line.addSubcommand(named.get());
        } else {
            commands.values().forEach(command -> line.addSubcommand(command.get()));
            line.addSubcommand(new CommandLine.HelpCommand());
            line.addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
        }
        // @FILE is for --payload; as picocli has it, the words of the file would be arguments.
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(110);
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setParameterExceptionHandler((wrong, given) -> suggest(wrong));
        line.setExecutionExceptionHandler((failure, at, parsed) -> tell(failure, at));
        return line;
    }

    private static Map<String, Supplier<Object>> commands(Host host, Map<String, Supplier<Object>> more) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", () -> new ServeCommand(host));
        commands.putAll(more);
        commands.put("send", () -> new SendCommand(host));
        commands.put("preview", PreviewCommand::new);
        commands.put("deliveries", () -> new DeliveriesCommand(host));
        commands.put("show", ShowCommand::new);
        commands.put("dead-letters", () -> new DeadLettersCommand(host));
        commands.put("replay", () -> new ReplayCommand(host));
        commands.put("retry-now", () -> new RetryNowCommand(host));
        commands.put("cancel", CancelCommand::new);
        commands.put("endpoints", EndpointsCommand::new);
        commands.put("keys", () -> new KeysCommand(host));
        commands.put("quarantine", QuarantineCommand::new);
        commands.put("presence", PresenceCommand::new);
        commands.put("tokens", TokensCommand::new);
        commands.put("nodes", NodesCommand::new);
        commands.put("runtimes", RuntimesCommand::new);
        commands.put("tail", TailCommand::new);
        commands.put("config", () -> new ConfigCommand(host));
        commands.put("doctor", () -> new DoctorCommand(host));
        commands.put("version", VersionCommand::new);
        return commands;
    }

    /** A line for what can be expected to go wrong; a trace only for a defect. */
    private static int tell(Exception failure, CommandLine at) {
        int code = switch (failure) {
            case ConfigException _ -> ExitCodes.CONFIG;
            case Unreachable _ -> ExitCodes.UNREACHABLE;
            case StartFailure _, StoreUnavailable _ -> ExitCodes.START;
            case ApiProblem _, ProblemException _ -> ExitCodes.FAILED;
            case Usage _ -> ExitCodes.USAGE;
            // A file, a pipe or a terminal: what happened is in the message, and is nobody's defect.
            case IOException _, UncheckedIOException _ -> ExitCodes.FAILED;
            default -> -1;
        };
        if (code < 0) {
            at.getErr().println("tidings: this is a defect, please report it");
            failure.printStackTrace(at.getErr());
            return ExitCodes.FAILED;
        }
        at.getErr().println(at.getColorScheme().errorText("tidings: " + sentence(failure)));
        hint(failure, at);
        return code;
    }

    private static String sentence(Exception failure) {
        return failure instanceof FileSystemException file
                ? "cannot use " + file.getFile() + " ("
                        + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason()) + ")"
                : String.valueOf(failure.getMessage());
    }

    /** What is wrong with the command line, and what was perhaps meant; the whole help buries both. */
    private static int suggest(CommandLine.ParameterException wrong) {
        CommandLine at = wrong.getCommandLine();
        at.getErr().println(at.getColorScheme().errorText("tidings: " + wrong.getMessage()));
        String word = wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? unmatched.getUnmatched().getFirst()
                : "";
        Set<String> known = new TreeSet<>(
                word.startsWith("-")
                        ? at.getCommandSpec().optionsMap().keySet()
                        : at.getSubcommands().keySet());
        String near = word.isEmpty() ? null : Nearest.to(word, known);
        String name = at.getCommandSpec().qualifiedName();
        if (near != null) {
            at.getErr().println("  did you mean: " + name + " " + near);
        }
        at.getErr().println("  help: " + name + " --help");
        return at.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static void hint(Exception failure, CommandLine at) {
        if (failure instanceof ApiProblem problem && (problem.status() == 401 || problem.status() == 403)) {
            at.getErr()
                    .println(Ansi.AUTO.string("  give a key with --key or TIDINGS_KEY;"
                            + " on the server's machine: tidings keys create --scope admin --name me"));
        }
    }
}
