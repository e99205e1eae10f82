package dev.tidings.server.app;

import dev.tidings.cli.CommandLines;
import dev.tidings.cli.demo.DemoCommand;
import dev.tidings.cli.demo.SinkCommand;
import dev.tidings.cli.outbox.OutboxCommand;
import dev.tidings.server.command.ConfigCommand;
import dev.tidings.server.command.DoctorCommand;
import dev.tidings.server.command.KeysCommand;
import dev.tidings.server.command.ServeCommand;
import dev.tidings.server.command.ServerCommandEnvironment;
import dev.tidings.server.telemetry.Logs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The entry point of the process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logs.captureAll();
        System.exit(commandLine(new ProcessEnvironment(System.getenv()), args).execute(args));
    }

    static CommandLine commandLine(ServerCommandEnvironment environment, String... args) {
        Map<String, Supplier<Object>> first = new LinkedHashMap<>();
        first.put("serve", () -> new ServeCommand(environment));
        first.put("demo", () -> new DemoCommand(environment));
        first.put("sink", () -> new SinkCommand(environment.clock()));
        first.put("outbox", OutboxCommand::new);
        Map<String, Supplier<Object>> last = new LinkedHashMap<>();
        last.put("keys", () -> new KeysCommand(environment));
        last.put("config", () -> new ConfigCommand(environment));
        last.put("doctor", () -> new DoctorCommand(environment));
        return CommandLines.create(environment, first, last, args);
    }
}
