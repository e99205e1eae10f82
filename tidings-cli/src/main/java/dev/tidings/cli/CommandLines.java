package dev.tidings.cli;

import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.cli.rest.ServerUnreachable;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.text.SpellingSuggestion;
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
import picocli.CommandLine.Help;
import picocli.CommandLine.RunLast;

/** Assembles the command line. */
public final class CommandLines {
    private static final int WIDTH = 110;
    /** picocli's minimum help width. */
    private static final int LEAST_WIDTH = 55;

    private CommandLines() {}

    /**
     * Creates the command line for some arguments. If the first one names a command, only that command is created:
     * reading the annotations of all commands takes longer than most commands run.
     *
     * @param first local commands, by name, listed before those that talk to a server
     * @param last local commands, by name, listed after them
     */
    public static CommandLine create(
            CommandEnvironment environment,
            Map<String, Supplier<Object>> first,
            Map<String, Supplier<Object>> last,
            String... arguments) {
        Tidings root = new Tidings(environment);
        CommandLine line = new CommandLine(root);
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>(first);
        addRemote(commands, environment);
        commands.putAll(last);
        commands.put("version", VersionCommand::new);
        Supplier<Object> named = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (named != null) {
            line.addSubcommand(named.get());
        } else {
            commands.values().forEach(command -> line.addSubcommand(command.get()));
            line.addSubcommand("help", example(new CommandLine.HelpCommand(), "  tidings help endpoints put"));
            line.addSubcommand(
                    "generate-completion",
                    example(new AutoComplete.GenerateCompletion(), "  source <(tidings generate-completion)"));
        }
        // @FILE is for --payload; picocli would replace it with arguments from the file.
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(
                Math.max(LEAST_WIDTH, environment.terminal().columns().orElse(WIDTH)));
        line.setUsageHelpAutoWidth(environment.terminal().columns().isEmpty());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setExecutionStrategy(parsed -> {
            line.setColorScheme(Help.defaultColorScheme(environment.terminal().outputColors(root.color())));
            return new RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler((wrong, given) -> suggest(wrong));
        line.setExecutionExceptionHandler((failure, at, parsed) -> tell(failure, at, environment));
        return line;
    }

    /** Adds an example to a picocli command. */
    private static CommandLine example(Object command, String example) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().usageMessage().footerHeading("%nExamples:%n").footer(example);
        return line;
    }

    private static void addRemote(Map<String, Supplier<Object>> commands, CommandEnvironment environment) {
        commands.put("send", () -> new SendCommand(environment));
        commands.put("preview", PreviewCommand::new);
        commands.put("notifications", () -> new NotificationsCommand(environment));
        commands.put("deliveries", () -> new DeliveriesCommand(environment));
        commands.put("show", ShowCommand::new);
        commands.put("why", WhyCommand::new);
        commands.put("waits", WaitsCommand::new);
        commands.put("dead-letters", () -> new DeadLettersCommand(environment));
        commands.put("replay", () -> new ReplayCommand(environment));
        commands.put("retry-now", () -> new RetryNowCommand(environment));
        commands.put("cancel", () -> new CancelCommand(environment));
        commands.put("expire", () -> new ExpireCommand(environment));
        commands.put("bulk-runs", BulkRunsCommand::new);
        commands.put("audit", () -> new AuditCommand(environment));
        commands.put("release", ReleaseCommand::new);
        commands.put("endpoints", EndpointsCommand::new);
        commands.put("types", TypesCommand::new);
        commands.put("recipients", () -> new RecipientsCommand(environment));
        commands.put("topics", TopicsCommand::new);
        commands.put("tenants", TenantsCommand::new);
        commands.put("quarantine", QuarantineCommand::new);
        commands.put("presence", PresenceCommand::new);
        commands.put("tokens", TokensCommand::new);
        commands.put("providers", ProvidersCommand::new);
        commands.put("nodes", NodesCommand::new);
        commands.put("runtimes", RuntimesCommand::new);
        commands.put("tail", TailCommand::new);
    }

    /** Prints one line for expected failures and a stack trace for defects. */
    private static int tell(Exception failure, CommandLine at, CommandEnvironment environment) {
        Screen screen = Screen.of(at.getCommandSpec());
        int code = switch (failure) {
            case ServerUnreachable _ -> ExitCodes.UNREACHABLE;
            case StartFailure _, StoreUnavailable _ -> ExitCodes.START;
            case ApiProblem _, ProblemException _ -> ExitCodes.FAILED;
            case UsageError _ -> ExitCodes.USAGE;
            // I/O failures are not defects; their message is enough.
            case IOException _, UncheckedIOException _ -> ExitCodes.FAILED;
            default -> environment.exitCode(failure).orElse(-1);
        };
        if (code < 0) {
            screen.note("tidings: internal error; please report it");
            screen.trace(failure);
            return ExitCodes.FAILED;
        }
        if (code == ExitCodes.CONFIG) {
            screen.errors("tidings: " + sentence(failure));
        } else {
            screen.error("tidings: " + sentence(failure));
        }
        hint(failure, screen);
        return code;
    }

    private static String sentence(Exception failure) {
        return failure instanceof FileSystemException file
                ? "cannot use " + file.getFile() + " ("
                        + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason()) + ")"
                : String.valueOf(failure.getMessage());
    }

    /** Prints the error and a suggestion instead of the whole help, which would hide both. */
    private static int suggest(CommandLine.ParameterException wrong) {
        CommandLine at = wrong.getCommandLine();
        Screen screen = Screen.of(at.getCommandSpec());
        screen.error("tidings: " + wrong.getMessage());
        String word = wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? unmatched.getUnmatched().getFirst()
                : "";
        Set<String> known = new TreeSet<>(
                word.startsWith("-")
                        ? at.getCommandSpec().optionsMap().keySet()
                        : at.getSubcommands().keySet());
        String near = word.isEmpty() ? null : SpellingSuggestion.to(word, known);
        String name = at.getCommandSpec().qualifiedName();
        if (near != null) {
            screen.note("  did you mean: " + name + " " + near);
        }
        screen.note("  help: " + name + " --help");
        return at.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static void hint(Exception failure, Screen screen) {
        if (failure instanceof ApiProblem problem && (problem.status() == 401 || problem.status() == 403)) {
            screen.note("  set an API key with --key or TIDINGS_KEY;"
                    + " create one on the server: tidings keys create --scope admin,system --name me");
        }
    }
}
