package dev.tidings.cli;

import dev.tidings.cli.rest.Api;
import dev.tidings.core.secret.Masking;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a server. */
public final class Remote {
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
            description = "The API key (TIDINGS_KEY), if the server has any; see tidings keys.")
    private @Nullable String key;

    @Option(names = "--json", description = "The server's own JSON instead of text for people.")
    private boolean json;

    /** Its URL; http where no scheme is given. Throws {@link Usage} for what is no address of a server. */
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
            // Said below.
        }
        throw new Usage("--server is " + Masking.address(server)
                + "; expected a URL such as http://127.0.0.1:8434, or host:port; an API key goes into --key");
    }

    /** Whether the server's own JSON is wanted. */
    public boolean json() {
        return json;
    }

    public Api open() {
        return open(server, key);
    }

    /** The server at an address as {@code --server} takes it; throws {@link Usage} for what is none. */
    public static Api open(String server, @Nullable String key) {
        return new Api(server(server), key);
    }
}
