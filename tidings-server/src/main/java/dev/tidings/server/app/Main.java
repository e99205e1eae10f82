package dev.tidings.server.app;

import dev.tidings.server.cli.CommandLines;
import dev.tidings.server.cli.Host;
import dev.tidings.server.demo.DemoCommand;
import dev.tidings.server.demo.SinkCommand;
import java.util.List;

/** Where the process begins. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Host host = new ProcessHost(System.getenv());
        System.exit(CommandLines.create(host, List.of(new DemoCommand(host), new SinkCommand(host.clock())))
                .execute(args));
    }
}
