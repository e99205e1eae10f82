package dev.tidings.server.app;

import dev.tidings.cli.CommandLines;
import dev.tidings.cli.demo.DemoCommand;
import dev.tidings.cli.demo.SinkCommand;
import dev.tidings.cli.outbox.OutboxCommand;
import dev.tidings.server.command.ConfigCommand;
import dev.tidings.server.command.DoctorCommand;
import dev.tidings.server.command.KeysCommand;
import dev.tidings.server.command.ServeCommand;
import dev.tidings.server.command.ServerHost;
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
        System.exit(commandLine(new ProcessHost(System.getenv()), args).execute(args));
    }

    static CommandLine commandLine(ServerHost host, String... args) {
        Map<String, Supplier<Object>> first = new LinkedHashMap<>();
        first.put("serve", () -> new ServeCommand(host));
        first.put("demo", () -> new DemoCommand(host));
        first.put("sink", () -> new SinkCommand(host.clock()));
        first.put("outbox", OutboxCommand::new);
        Map<String, Supplier<Object>> last = new LinkedHashMap<>();
        last.put("keys", () -> new KeysCommand(host));
        last.put("config", () -> new ConfigCommand(host));
        last.put("doctor", () -> new DoctorCommand(host));
        return CommandLines.create(host, first, last, args);
    }
}
