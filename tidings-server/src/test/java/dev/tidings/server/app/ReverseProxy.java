package dev.tidings.server.app;

import static org.awaitility.Awaitility.await;

import dev.tidings.testkit.server.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A real proxy in front of a server, with the configuration of the guide and its own ports. */
final class ReverseProxy implements AutoCloseable {
    private static final Path GUIDE = Path.of("../docs/guides/proxies.md");
    private static final String SERVER = "127.0.0.1:8434";

    private final Process process;
    private final Path log;
    private final int port;
    private final int grpc;
    private final @Nullable Path authority;

    private ReverseProxy(Process process, Path log, int port, int grpc, @Nullable Path authority) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.grpc = grpc;
        this.authority = authority;
    }

    static ReverseProxy nginx(Path folder, int server) throws IOException {
        int port = FreePorts.free();
        int grpc = FreePorts.free();
        String lines = guide("nginx")
                .replace(SERVER, "127.0.0.1:" + server)
                .replace("127.0.0.1:8080", "127.0.0.1:" + port)
                .replace("127.0.0.1:8081", "127.0.0.1:" + grpc);
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
            daemon off;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events {}
            http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
            %2$s
            }
            """.formatted(folder, lines));
        Path log = folder.resolve("nginx.log");
        Process process =
                start(folder, log, Map.of(), "/usr/sbin/nginx", "-p", folder.toString(), "-c", config.toString());
        return new ReverseProxy(process, log, port, grpc, null).listening(port).listening(grpc);
    }

    /** It issues its own certificates and does not install them. */
    static ReverseProxy caddy(Path folder, int server) throws IOException {
        int port = FreePorts.free();
        String lines = guide("caddy")
                .replace(SERVER, "127.0.0.1:" + server)
                .replace("tidings.example.com", "https://localhost:" + port);
        Path config = Files.writeString(folder.resolve("Caddyfile"), """
            {
                admin off
                local_certs
                default_sni localhost
                skip_install_trust
                auto_https disable_redirects
            }
            %s
            """.formatted(lines));
        Path log = folder.resolve("caddy.log");
        Process process = start(
                folder,
                log,
                Map.of("XDG_DATA_HOME", folder.toString(), "XDG_CONFIG_HOME", folder.toString()),
                "/usr/bin/caddy",
                "run",
                "--adapter",
                "caddyfile",
                "--config",
                config.toString());
        Path authority = folder.resolve("caddy/pki/authorities/local/root.crt");
        ReverseProxy proxy = new ReverseProxy(process, log, port, port, authority).listening(port);
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(authority));
        return proxy;
    }

    /** The port for REST, events and WebSocket. */
    URI uri() {
        return uri(port);
    }

    URI grpc() {
        return uri(grpc);
    }

    SSLContext trust() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        if (authority != null) {
            try (InputStream in = Files.newInputStream(authority)) {
                store.setCertificateEntry(
                        "proxy", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Nullable
    Path authority() {
        return authority;
    }

    /** The response to a request from this local address. */
    String ask(String from, String request) throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket()) {
            plain.bind(new InetSocketAddress(from, 0));
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            if (authority == null) {
                return ask(plain, request);
            }
            try (SSLSocket secured =
                    (SSLSocket) trust().getSocketFactory().createSocket(plain, "localhost", port, true)) {
                return ask(secured, request);
            }
        }
    }

    private static String ask(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private URI uri(int of) {
        return URI.create(authority == null ? "http://127.0.0.1:" + of : "https://localhost:" + of);
    }

    private ReverseProxy listening(int on) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the proxy ended: " + Files.readString(log));
            }
            return listens(on);
        });
        return this;
    }

    /** The snippet of the guide that starts with this text. */
    static String guide(String fence) throws IOException {
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("```" + fence) + 3 + fence.length();
        return guide.substring(begin, guide.indexOf("```", begin));
    }

    private static Process start(Path folder, Path log, Map<String, String> environment, String... command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        boolean interrupted = false;
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
