package dev.tidings.server.app;

import dev.tidings.server.config.Configuration;
import java.nio.file.Path;
import java.util.Map;

/** Configurations of servers in tests: a folder and any free port. */
final class Configurations {
    private Configurations() {}

    static Configuration of(Path folder, String more) {
        return new ProcessEnvironment(Map.of()).read("""
            server: {port: 0, shutdown_grace: 2s}
            data: {dir: "%s"}
            outbound: {allow: [127.0.0.0/8]}
            channels: {webhook: {retry: {schedule: [0s, 100ms], jitter: 0}}}
            """.formatted(folder) + more);
    }

    static Configuration of(Path folder) {
        return of(folder, "");
    }
}
