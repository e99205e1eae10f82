package dev.tidings.server.app;

import dev.tidings.server.cli.CommandLines;
import dev.tidings.server.cli.Host;
import dev.tidings.server.demo.DemoCommand;
import dev.tidings.server.demo.SinkCommand;
import dev.tidings.server.outbox.OutboxCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Where the process begins. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine(new ProcessHost(System.getenv()), args).execute(args));
    }

    static CommandLine commandLine(Host host, String... args) {
        Map<String, Supplier<Object>> tools = new LinkedHashMap<>();
        tools.put("demo", () -> new DemoCommand(host));
        tools.put("sink", () -> new SinkCommand(host.clock()));
        tools.put("outbox", OutboxCommand::new);
        return CommandLines.create(host, tools, args);
    }
}
