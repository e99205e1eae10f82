package dev.tidings.push.gateway.stream;

import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.Subscribe;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Opens outlets. */
public final class EventTransports {
    private final Hub hub;
    private final EventTransportSettings settings;
    private final SubscriberPermits places;
    private final InstantSource clock;
    private final Map<EventExecutor, TransportLoop> loops = new ConcurrentHashMap<>();

    public EventTransports(Hub hub, EventTransportSettings settings, InstantSource clock) {
        this.hub = hub;
        this.settings = settings;
        this.places = new SubscriberPermits(settings.most(), settings.mostPerRecipient());
        this.clock = clock;
    }

    /** What all transports share. */
    public SubscriberPermits places() {
        return places;
    }

    public Hub hub() {
        return hub;
    }

    /** How often outlets are looked after. */
    public Duration round() {
        return settings.heartbeat().dividedBy(2);
    }

    Duration lastWords() {
        return settings.lastWords();
    }

    public Instant now() {
        return clock.instant();
    }

    /**
     * Answers a request with a stream. Throws a ProblemException when there are too many.
     *
     * @param until when the subscriber's right ends; null when it does not
     */
    public EventTransport open(
            ServiceRequestContext ctx,
            ResponseHeaders head,
            Encoding encoding,
            Subscribe wanted,
            @Nullable Instant until) {
        places.take(wanted.tenant(), wanted.recipient());
        return new EventTransport(this, ctx, head, encoding, wanted, until);
    }

    void left(Subscribe wanted) {
        places.giveBack(wanted.tenant(), wanted.recipient());
    }

    TransportLoop loop(ServiceRequestContext ctx, EventExecutor executor) {
        return loops.computeIfAbsent(executor, on -> new TransportLoop(on, settings.heartbeat(), clock, ctx.alloc()));
    }
}
