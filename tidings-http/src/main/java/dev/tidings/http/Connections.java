package dev.tidings.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections of the port: per client address and in total, and closes silent ones. The last connections are
 * reserved for probes and operators, so that a flooded server can still be inspected.
 */
public final class Connections {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Requested by probes and operators, not by producers and subscribers. */
    private static final List<String> OPERATOR_PATHS = List.of(
            "/healthz",
            "/readyz",
            "/metrics",
            "/v1/audit",
            "/v1/bulk-runs",
            "/v1/deliveries",
            "/v1/nodes",
            "/v1/notifications",
            "/v1/operational-events",
            "/v1/providers",
            "/v1/quarantine",
            "/v1/recipients",
            "/v1/runtimes",
            "/v1/waits",
            "/grpc.health.v1.Health/");

    private final PortLimits limits;
    private final Predicate<InetAddress> unbounded;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    /** @param unbounded addresses shared by many clients */
    public Connections(PortLimits limits, Predicate<InetAddress> unbounded) {
        this.limits = limits;
        this.unbounded = unbounded;
    }

    /**
     * Applies the limits to the server's port. Call it before routes are added, so that none of their decorators is
     * further out.
     */
    public void addTo(ServerBuilder server) {
        server.maxNumConnections(limits.connections() + limits.reservedConnections())
                .idleTimeout(Duration.ZERO)
                .http2MaxStreamsPerConnection(limits.streamsPerConnection())
                .childChannelPipelineCustomizer(this::opened);
    }

    public int open() {
        return open.get();
    }

    /** Returns how many connections were closed because of the limit per address. */
    public long refused() {
        return refused.sum();
    }

    private void opened(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        boolean bounded = !unbounded.test(address);
        if (bounded && byAddress.merge(address, 1, Integer::sum) > limits.connectionsPerAddress()) {
            release(address);
            refused.increment();
            // A reset keeps no state, not even in the kernel.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = channel.close();
            return;
        }
        boolean reserved = open.incrementAndGet() > limits.connections();
        ConnectionActivity.start(channel, limits.headTime(), IDLE, reserved);
        var _ = channel.closeFuture().addListener(closed -> {
            ConnectionActivity activity = ConnectionActivity.of(channel);
            if (activity != null) {
                activity.stop();
            }
            open.decrementAndGet();
            if (bounded) {
                release(address);
            }
        });
    }

    private void release(InetAddress address) {
        byAddress.computeIfPresent(address, (whose, count) -> count > 1 ? count - 1 : null);
    }

    /** Applies before all routes. */
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        Channel channel = channel(ctx);
        ConnectionActivity activity = channel == null ? null : ConnectionActivity.of(channel);
        if (channel == null || activity == null) {
            return delegate.serve(ctx, request);
        }
        int requests = activity.begin();
        var _ = ctx.log().whenComplete().thenRun(activity::end);
        if (activity.reserved()) {
            var _ = ctx.initiateConnectionShutdown();
            if (OPERATOR_PATHS.stream().noneMatch(ctx.path()::startsWith)) {
                return refuse(request, "connections", limits.connections(), "limits.connections");
            }
        }
        // Netty only enforces SETTINGS that the client has acknowledged, which it may never do.
        if (requests > limits.streamsPerConnection()) {
            if (!ctx.sessionProtocol().isMultiplex()) {
                // A refusal would wait for the pipelined responses before it.
                var _ = channel.close();
            }
            return refuse(
                    request, "requests per connection", limits.streamsPerConnection(), "limits.streams_per_connection");
        }
        return delegate.serve(ctx, request);
    }

    private static HttpResponse refuse(HttpRequest request, String what, int most, String setting) {
        return Refusals.of(
                request,
                Problem.of(
                                ProblemCode.UNAVAILABLE,
                                "this node has reached its limit of " + most + " " + what + " (" + setting + ")")
                        .retryAfter(RETRY_AFTER));
    }

    /** Closes the channel at once: the HTTP/2 handler would wait for open streams. */
    public static void closeNow(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        // A channel that is already closed has no context.
        if (first != null) {
            var _ = first.close();
        }
    }

    public static @Nullable Channel channel(ServiceRequestContext ctx) {
        return ctx.log().isAvailable(RequestLogProperty.SESSION)
                ? ctx.log().partial().channel()
                : null;
    }
}
