package dev.tidings.server.app;

import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.http.BrowserHeaders;
import dev.tidings.http.Connections;
import dev.tidings.http.Draining;
import dev.tidings.http.PortGuards;
import dev.tidings.http.PortLimits;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.server.config.ServerSection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server and its port. */
final class WebServer implements Feature {
    private static final Duration PING = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** Descriptors reserved for the store, sends, Redis, Kafka and files. */
    private static final int DESCRIPTORS_ELSEWHERE = 1_024;

    private static final Duration CLOSING = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(2);

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private final ServerSection settings;
    private final Draining draining;
    private final Consumer<ServerBuilder> routes;
    private final TrustedProxies proxies;
    private final PortGuards port;
    private final ScheduledExecutorService blocking = new ScheduledThreadPoolExecutor(
            2, Thread.ofPlatform().name("tidings-blocking-", 0).factory());
    private @Nullable Server server;

    /** @param routes adds the routes when the port is about to open */
    WebServer(ServerSection settings, LimitsSection.Port limits, Draining draining, Consumer<ServerBuilder> routes) {
        this.settings = settings;
        this.draining = draining;
        this.routes = routes;
        this.proxies = TrustedProxies.of(settings.proxies());
        this.port = new PortGuards(bounded(limits), client -> client.isLoopbackAddress() || proxies.trusts(client));
    }

    /** Initializes the classes of all servers, with their native libraries and TLS: a fifth of a start. */
    static void initialize() {
        var _ = Server.builder();
    }

    /** Listens on return. Throws a {@link StartFailure}. */
    @Override
    public void start() {
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        ServerBuilder builder = settings.tls().enabled()
                ? Server.builder().https(address).tlsProvider(TlsFiles.open(settings.tls()))
                : Server.builder().http(address);
        builder.blockingTaskExecutor(BlockingTaskExecutor.of(blocking), false)
                // Draining tracks the requests in progress; the server's own shutdown would wait
                // for a quiet period.
                .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
                // Pings silent HTTP/2 connections, so that dead gateways are detected.
                .pingInterval(PING)
                .verboseResponses(false)
                // Refusals are not worth a log line; Failures logs unexpected failures with their
                // cause.
                .unloggedExceptionsReportIntervalMillis(0);
        if (settings.tls().enabled()) {
            BrowserHeaders.addTransportSecurity(builder);
        }
        proxies.addTo(builder);
        port.addTo(builder, served -> {
            routes.accept(served);
            served.decorator(draining::serve);
        });
        Server built = builder.build();
        try {
            built.start().join();
        } catch (CompletionException failed) {
            throw failure(settings, failed);
        }
        server = built;
    }

    /** Limits connections to the available descriptors, with a reserve for everything else. */
    private static PortLimits bounded(LimitsSection.Port limits) {
        int connections = limits.connections();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long free = system.getMaxFileDescriptorCount() - limits.reservedConnections() - DESCRIPTORS_ELSEWHERE;
            if (free < connections) {
                connections = (int) Math.max(1, free);
                LOG.debug(
                        "connection limit lowered to the available descriptors; connections={} descriptors={}",
                        connections,
                        system.getMaxFileDescriptorCount());
            }
        }
        return new PortLimits(
                connections,
                limits.reservedConnections(),
                limits.connectionsPerAddress(),
                limits.streamsPerConnection(),
                limits.bodies(),
                limits.headTime(),
                limits.bodyGrace(),
                limits.bodyRate(),
                limits.answerTime(),
                limits.answers());
    }

    Connections connections() {
        return port.connections();
    }

    URI uri(String host) {
        ServerPort open = open();
        InetSocketAddress address = open.localAddress();
        String shown = address.getAddress().isAnyLocalAddress() ? "127.0.0.1" : host;
        String scheme = open.hasTls() ? "https" : "http";
        return URI.create(
                scheme + "://" + (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + address.getPort());
    }

    /** The address for clients on other machines: the machine's name if the server listens on all interfaces. */
    String address(String host) {
        InetSocketAddress address = open().localAddress();
        String shown = address.getAddress().isAnyLocalAddress() ? NodeName.host() : host;
        return (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + address.getPort();
    }

    private ServerPort open() {
        return Objects.requireNonNull(Objects.requireNonNull(server).activePort());
    }

    /** Stops accepting requests and waits for those in progress. */
    @Override
    public void drain() {
        draining.refuse(GRACE);
        try {
            awaitClosed(Objects.requireNonNull(server));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            LOG.warn("closing the port failed", Cause.of(failed));
        }
        blocking.shutdownNow();
    }

    /** Stops the server until port and connections are closed; the rest of its shutdown only waits two seconds. */
    private static void awaitClosed(Server stopping) throws InterruptedException, ExecutionException {
        Future<?> stopped = stopping.stop();
        long begun = System.nanoTime();
        while (!stopped.isDone() && (!stopping.activePorts().isEmpty() || stopping.numConnections() > 0)) {
            if (System.nanoTime() - begun > CLOSING.toNanos()) {
                LOG.debug("connections are still closing");
                return;
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
        if (stopped.isDone()) {
            stopped.get();
        }
    }

    @Override
    public void stop() {
        blocking.shutdownNow();
    }

    private static StartFailure failure(ServerSection settings, CompletionException failed) {
        String where = settings.host() + ":" + settings.port();
        IOException bind = cause(failed, IOException.class);
        if (bind != null) {
            String reason = String.valueOf(bind.getMessage()).replaceFirst("^bind\\(\\.\\.\\) failed[^:]*: ", "");
            return new StartFailure(
                    "cannot listen on " + where + " (" + reason
                            + "); if another program uses the port, stop it or choose another port"
                            + " (server.port, TIDINGS_SERVER_PORT)",
                    failed);
        }
        return new StartFailure("cannot listen on " + where + ": " + Cause.of(failed), failed);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
