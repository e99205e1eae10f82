package dev.tidings.cli;

import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.secret.Masking;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a server. */
public final class ConnectionOptions {
    @Option(
            names = "--server",
            paramLabel = "URL|HOST:PORT",
            defaultValue = "${env:TIDINGS_SERVER:-http://127.0.0.1:8434}",
            description = "The server (TIDINGS_SERVER; default http://127.0.0.1:8434).")
    private String server = "";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "${env:TIDINGS_KEY}",
            description = "The API key (TIDINGS_KEY), if the server requires one; see tidings keys.")
    private @Nullable String key;

    @Option(names = "--json", description = "Print the server's JSON.")
    private boolean json;

    /** Returns the server's URL; the default scheme is http. Throws {@link UsageError} for an invalid address. */
    public URI server() {
        return server(server);
    }

    private static URI server(String server) {
        try {
            URI uri = new URI(server.contains("://") ? server : "http://" + server);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // Reported below.
        }
        throw new UsageError("--server is " + Masking.address(server)
                + "; expected a URL such as http://127.0.0.1:8434, or host:port (set API keys with --key)");
    }

    /** Returns whether JSON output was requested. */
    public boolean json() {
        return json;
    }

    public ApiClient open() {
        return open(server, key);
    }

    /** Opens the server at a {@code --server} address; throws {@link UsageError} for an invalid one. */
    public static ApiClient open(String server, @Nullable String key) {
        return new ApiClient(server(server), key);
    }
}
