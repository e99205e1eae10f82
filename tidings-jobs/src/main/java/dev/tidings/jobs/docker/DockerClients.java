package dev.tidings.jobs.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a container engine.
 *
 * @param calls the client for calls, which have a timeout
 * @param streams the client for events and pulls, which have none; callers limit them
 */
record DockerClients(DockerClient calls, DockerClient streams, URI host) implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 100;

    static DockerClients open(String host, Duration callTimeout) {
        DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder();
        if (!host.isEmpty()) {
            builder.withDockerHost(host);
        } else if (!builder.isDockerHostSetExplicitly()) {
            String usual = usualSocket();
            if (usual != null) {
                builder.withDockerHost(usual);
            }
        }
        DockerClientConfig config = builder.build();
        return new DockerClients(client(config, callTimeout), client(config, null), config.getDockerHost());
    }

    private static DockerClient client(DockerClientConfig config, @Nullable Duration answerWithin) {
        ZerodepDockerHttpClient.Builder http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .maxConnections(CONNECTIONS)
                .connectionTimeout(CONNECT);
        if (answerWithin != null) {
            http.responseTimeout(answerWithin);
        }
        return DockerClientImpl.getInstance(config, http.build());
    }

    /** The socket of Docker or Podman, the system's before the user's. Null if there is none yet. */
    private static @Nullable String usualSocket() {
        String own = System.getenv("XDG_RUNTIME_DIR");
        for (String socket : List.of(
                "/var/run/docker.sock",
                "/run/podman/podman.sock",
                (own == null ? "/run" : own) + "/podman/podman.sock")) {
            if (Files.exists(Path.of(socket))) {
                return "unix://" + socket;
            }
        }
        return null;
    }

    @Override
    public void close() {
        try (streams;
                calls) {
            // Closes both, even if one fails.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
