package dev.tidings.server.cli;

import dev.tidings.server.cli.rest.Api;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a server. */
public final class Remote {
    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:TIDINGS_SERVER:-http://127.0.0.1:8434}",
            description = "The server (TIDINGS_SERVER; default http://127.0.0.1:8434).")
    @SuppressWarnings("NullAway.Init")
    private URI server;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "${env:TIDINGS_KEY}",
            description = "The API key (TIDINGS_KEY), if the server has any; see tidings keys.")
    private @Nullable String key;

    @Option(names = "--json", description = "The server's own JSON instead of text for people.")
    private boolean json;

    public URI server() {
        return server;
    }

    /** Whether the server's own JSON is wanted. */
    boolean json() {
        return json;
    }

    public Api open() {
        return new Api(server, key);
    }
}
