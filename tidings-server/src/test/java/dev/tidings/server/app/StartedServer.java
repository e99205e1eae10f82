package dev.tidings.server.app;

import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.nio.file.Path;
import java.util.List;

/** A server in its own process with the test's classes; SIGTERM stops it without a delay. */
final class StartedServer {
    private StartedServer() {}

    static ServerProcess of(Path config, Path log, int port) {
        return of(Main.class, List.of(), config, log, port);
    }

    /**
     * @param main a main class like {@link Main}
     * @param flags additional JVM flags
     */
    static ServerProcess of(Class<?> main, List<String> flags, Path config, Path log, int port) {
        return ServerProcess.start(
                ServerCommand.serve(main, config, flags).with("TIDINGS_SERVER_DRAIN_DELAY", "0s"), port, log);
    }
}
