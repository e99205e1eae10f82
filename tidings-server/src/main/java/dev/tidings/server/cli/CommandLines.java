package dev.tidings.server.cli;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.server.cli.rest.ApiProblem;
import dev.tidings.server.cli.rest.Unreachable;
import dev.tidings.server.config.ConfigException;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Puts the command line together. */
public final class CommandLines {
    private CommandLines() {}

    /** @param more commands of other rooms */
    public static CommandLine create(Host host, List<Object> more) {
        CommandLine line = new CommandLine(new Tidings());
        line.addSubcommand(new ServeCommand(host));
        more.forEach(line::addSubcommand);
        line.addSubcommand(new SendCommand(host));
        line.addSubcommand(new DeliveriesCommand(host));
        line.addSubcommand(new ShowCommand());
        line.addSubcommand(new DeadLettersCommand(host));
        line.addSubcommand(new ReplayCommand(host));
        line.addSubcommand(new CancelCommand());
        line.addSubcommand(new EndpointsCommand());
        line.addSubcommand(new KeysCommand(host));
        line.addSubcommand(new QuarantineCommand());
        line.addSubcommand(new ConfigCommand(host));
        line.addSubcommand(new DoctorCommand(host));
        line.addSubcommand(new VersionCommand());
        line.addSubcommand(new CommandLine.HelpCommand());
        line.addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
        line.setUsageHelpWidth(110);
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setExecutionExceptionHandler((failure, at, parsed) -> tell(failure, at));
        return line;
    }

    /** A line for what can be expected to go wrong; a trace only for a defect. */
    private static int tell(Exception failure, CommandLine at) {
        int code = switch (failure) {
            case ConfigException _ -> ExitCodes.CONFIG;
            case Unreachable _ -> ExitCodes.UNREACHABLE;
            case StartFailure _, StoreUnavailable _ -> ExitCodes.START;
            case ApiProblem _, ProblemException _ -> ExitCodes.FAILED;
            case Usage _ -> ExitCodes.USAGE;
            default -> -1;
        };
        if (code < 0) {
            at.getErr().println("tidings: this is a defect, please report it");
            failure.printStackTrace(at.getErr());
            return ExitCodes.FAILED;
        }
        at.getErr().println(at.getColorScheme().errorText("tidings: " + failure.getMessage()));
        hint(failure, at);
        return code;
    }

    private static void hint(Exception failure, CommandLine at) {
        if (failure instanceof ApiProblem problem && (problem.status() == 401 || problem.status() == 403)) {
            at.getErr()
                    .println(Ansi.AUTO.string("  give a key with --key or TIDINGS_KEY;"
                            + " on the server's machine: tidings keys create --scope admin --name me"));
        }
    }
}
