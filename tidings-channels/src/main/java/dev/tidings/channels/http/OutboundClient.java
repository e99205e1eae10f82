package dev.tidings.channels.http;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.ClientFactoryOptions;
import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.ClientRequestContextCaptor;
import com.linecorp.armeria.client.Clients;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.ResponseTimeoutMode;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.WebClientBuilder;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestTarget;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import dev.tidings.channels.outbound.NameServers;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.OutboundGuard;
import dev.tidings.core.channel.Outcome;
import dev.tidings.http.JoinedWrites;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Posts over pooled connections. The guard checks each resolved address before connecting, and the connection goes to
 * exactly that address.
 */
public final class OutboundClient implements AutoCloseable {
    /** Shorter than the 5 s after which common servers close idle connections, to avoid racing with them. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    /** HTTP/2 header blocks are read completely or not at all; the limit is announced to receivers. */
    private static final int HTTP2_MAX_HEADER_BYTES = 1024 * 1024;

    private final Supplier<ClientFactoryBuilder> builder;
    private final Duration timeout;
    private final NameServers names;
    private @Nullable ClientFactory factory;
    private boolean closed;

    public OutboundClient(HttpSettings settings, OutboundGuard guard, UnaryOperator<ClientFactoryBuilder> customizer) {
        this(settings, guard, customizer, DnsServerAddressStreamProviders.platformDefault());
    }

    /** @param nameServers the name servers that the customized client uses */
    public OutboundClient(
            HttpSettings settings,
            OutboundGuard guard,
            UnaryOperator<ClientFactoryBuilder> customizer,
            DnsServerAddressStreamProvider nameServers) {
        this.builder = () -> customizer.apply(ClientFactory.builder()
                .connectTimeout(settings.connectTimeout())
                .idleTimeout(IDLE)
                .http2MaxHeaderListSize(HTTP2_MAX_HEADER_BYTES)
                .option(ClientFactoryOptions.CHANNEL_PIPELINE_CUSTOMIZER, OutboundClient::customize)
                .tlsCustomizer(tls -> tls.trustManager(settings.trusted().manager()))
                .ipAddressFilter(address -> guard.allows(address.getAddress())));
        this.timeout = settings.timeout();
        this.names = new NameServers(nameServers);
    }

    private static void customize(ChannelPipeline pipeline) {
        StatusLineCodec.install(pipeline);
        JoinedWrites.addTo(pipeline);
    }

    /**
     * Initializes what the first client needs: Armeria's default clients, TLS and its curves, which would take a quarter of a start.
     * A server does this once it is ready. Whoever sends earlier waits for it, as for any class.
     */
    public static void initialize() {
        // Armeria's hook would close shared resources while the last sends of a stopping server still run.
        ClientFactory.disableShutdownHook();
    }

    private synchronized ClientFactory factory() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        ClientFactory known = factory;
        if (known == null) {
            initialize();
            known = builder.get().build();
            factory = known;
        }
        return known;
    }

    /** Returns a client for one target. Plain HTTP uses HTTP/1.1 without an upgrade attempt. */
    public WebClient to(TargetUrl target) {
        if (target.literal() == null) {
            names.probe();
        }
        WebClientBuilder builder = WebClient.builder(
                        target.tls() ? SessionProtocol.HTTPS : SessionProtocol.H1C,
                        Endpoint.of(target.host(), target.port()))
                .factory(factory())
                .responseTimeout(timeout)
                .responseTimeoutMode(ResponseTimeoutMode.FROM_START)
                .writeTimeout(timeout)
                .maxResponseLength(0);
        if (!target.path().equals(normalized(target.path()))) {
            builder.decorator((delegate, ctx, request) -> {
                HttpRequest asWritten =
                        request.withHeaders(request.headers().toBuilder().path(target.path()));
                ctx.updateRequest(asWritten);
                return delegate.execute(ctx, asWritten);
            });
        }
        return builder.build();
    }

    /**
     * Armeria rewrites escapes in paths ({@code %20} to {@code +}), which breaks signed URLs; the decorator above
     * restores them.
     */
    private static @Nullable String normalized(String path) {
        RequestTarget target = RequestTarget.forClient(path);
        return target == null ? null : target.pathAndQuery();
    }

    /**
     * Posts and waits for the answer on a virtual thread. A final status is an answer, even if nothing follows before
     * the timeout.
     *
     * @param wantedBytes how much of the body to keep
     */
    public static EndpointResponse post(WebClient client, RequestHeaders headers, byte[] body, int wantedBytes)
            throws InterruptedException, ExecutionException {
        HttpResponse response;
        @Nullable ClientRequestContext context;
        try (ClientRequestContextCaptor captor = Clients.newContextCaptor()) {
            response = client.execute(HttpRequest.of(headers, HttpData.wrap(body)));
            context = captor.getOrNull();
        }
        EndpointResponse.Collector collector = new EndpointResponse.Collector(wantedBytes);
        response.subscribe(collector);
        try {
            return collector.answer().get();
        } catch (InterruptedException e) {
            response.abort();
            throw e;
        } catch (ExecutionException e) {
            Integer status = status(context);
            if (status == null) {
                throw e;
            }
            return EndpointResponse.statusAlone(status);
        }
    }

    /**
     * Maps a failed request without a status to an outcome. For an unresolved name, this checks whether this machine's
     * name servers answer at all, which blocks.
     *
     * @param channel names the settings in messages
     */
    public Outcome noAnswer(Throwable failure, String channel, TargetUrl target, Evidence evidence)
            throws InterruptedException {
        if (NameServers.isUnresolved(failure) && names.unavailable()) {
            return NameServers.UNAVAILABLE;
        }
        return RequestFailures.outcome(failure, channel, target, evidence);
    }

    private static @Nullable Integer status(@Nullable ClientRequestContext context) {
        if (context == null || !context.log().isAvailable(RequestLogProperty.SESSION)) {
            return null;
        }
        Channel channel = context.log().partial().channel();
        return channel == null ? null : StatusLineCodec.status(channel);
    }

    @Override
    public void close() {
        names.close();
        ClientFactory open;
        synchronized (this) {
            closed = true;
            open = factory;
        }
        if (open != null) {
            open.close();
        }
    }
}
