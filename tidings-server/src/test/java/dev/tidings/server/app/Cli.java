package dev.tidings.server.app;

import dev.tidings.cli.Terminal;
import dev.tidings.server.command.ServerCommandEnvironment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs the real command line in this process and captures its output. */
final class Cli {
    private final ServerCommandEnvironment environment;
    private final List<String> always;

    record Result(int exit, String out, String err) {}

    /** @param always options for every command */
    Cli(Map<String, String> env, String... always) {
        this(env, Terminal.NONE, always);
    }

    /** @param terminal the terminal of the output */
    Cli(Map<String, String> env, Terminal terminal, String... always) {
        this.environment = new ProcessEnvironment(env, terminal);
        this.always = List.of(always);
    }

    Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(environment, args);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(always);
        int exit = line.execute(all.toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }
}
