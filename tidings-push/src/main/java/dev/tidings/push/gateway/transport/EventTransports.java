package dev.tidings.push.gateway.transport;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.access.Principal;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.SubscriptionSpec;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens the transports of subscriptions and limits their number. */
public final class EventTransports {
    private final Hub hub;
    private final EventTransportSettings settings;
    private final SubscriberPermits permits;
    private final ReconnectInterval reconnects;
    private final InstantSource clock;
    private final Map<EventExecutor, TransportLoop> loops = new ConcurrentHashMap<>();

    public EventTransports(Hub hub, EventTransportSettings settings, InstantSource clock, RandomGenerator random) {
        this.hub = hub;
        this.settings = settings;
        this.permits = new SubscriberPermits(settings.maxSubscribers(), settings.maxPerRecipient());
        this.reconnects =
                new ReconnectInterval(settings.retry(), settings.reconnectsPerSecond(), permits::inUse, random);
        this.clock = clock;
    }

    /** The subscriber limits that all transports share. */
    public SubscriberPermits permits() {
        return permits;
    }

    public Hub hub() {
        return hub;
    }

    /** The interval of keep-alive and expiry checks. */
    public Duration round() {
        return settings.heartbeat().dividedBy(2);
    }

    /** The interval over which subscribers reconnect. */
    public ReconnectInterval reconnects() {
        return reconnects;
    }

    /**
     * Ends every subscription with the reason, the cursor to resume from and the interval of reconnects, and waits until the subscribers have read
     * that or the close timeout is over.
     */
    public void drain() {
        reconnects.drain();
        hub.drain();
        permits.awaitNone(settings.closeTimeout());
    }

    Duration closeTimeout() {
        return settings.closeTimeout();
    }

    public Instant now() {
        return clock.instant();
    }

    /**
     * Answers a request with a subscription's events. Throws a ProblemException when a subscriber limit is reached.
     *
     * @param until when the subscriber's token expires; null for no expiry
     */
    public EventTransport open(
            ServiceRequestContext ctx,
            ResponseHeaders head,
            Encoding encoding,
            SubscriptionSpec wanted,
            @Nullable Instant until) {
        permits.acquire(wanted.tenant(), wanted.recipient());
        return new EventTransport(this, ctx, head, encoding, wanted, until);
    }

    /**
     * Answers a request over HTTP/1.1 that has no body with a subscription's events, on a connection that serves nothing else afterwards. Throws a
     * ProblemException when a subscriber limit is reached.
     */
    public HttpResponse detach(
            ServiceRequestContext ctx,
            Channel channel,
            ResponseHeaders head,
            Encoding encoding,
            SubscriptionSpec wanted) {
        permits.acquire(wanted.tenant(), wanted.recipient());
        return new DetachingResponse(
                this,
                ctx,
                channel,
                head,
                new EventConnection(this, encoding, wanted, Principal.of(ctx).until()));
    }

    void left(SubscriptionSpec wanted) {
        permits.release(wanted.tenant(), wanted.recipient());
    }

    TransportLoop loop(ServiceRequestContext ctx, EventExecutor executor) {
        return loops.computeIfAbsent(executor, on -> new TransportLoop(on, settings.heartbeat(), clock, ctx.alloc()));
    }
}
