package dev.tidings.server.app;

import dev.tidings.server.cli.CommandLines;
import java.util.List;

/** Where the process begins. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(
                CommandLines.create(new ProcessHost(System.getenv()), List.of()).execute(args));
    }
}
