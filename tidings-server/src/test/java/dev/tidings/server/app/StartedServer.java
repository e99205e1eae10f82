package dev.tidings.server.app;

import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.nio.file.Path;
import java.util.List;

/** This server in a process of its own, with the classes of the test; SIGTERM stops it without a delay. */
final class StartedServer {
    private StartedServer() {}

    static ServerProcess of(Path config, Path log, int port) {
        return of(Main.class, List.of(), config, log, port);
    }

    /**
     * @param main begins as {@link Main} does
     * @param flags of the JVM, besides the usual ones
     */
    static ServerProcess of(Class<?> main, List<String> flags, Path config, Path log, int port) {
        return ServerProcess.start(
                ServerCommand.serve(main, config, flags).with("TIDINGS_SERVER_DRAIN_DELAY", "0s"), port, log);
    }
}
