package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.routing.Router;
import dev.tidings.core.tenant.TenantSuspensions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines the target of a delivery: the address from the intent, or the current address of its endpoint.
 */
final class TargetResolver {
    private static final Logger LOG = LoggerFactory.getLogger(TargetResolver.class);
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(10);

    private final Map<String, Channel> channels;
    private final EndpointDirectory directory;
    private final EndpointHealth health;
    private final EndpointRates rates;
    private final InstantSource clock;
    private final TenantSuspensions suspensions;

    TargetResolver(
            Map<String, Channel> channels,
            EndpointDirectory directory,
            EndpointHealth health,
            EndpointRates rates,
            InstantSource clock,
            TenantSuspensions suspensions) {
        this.channels = channels;
        this.directory = directory;
        this.health = health;
        this.rates = rates;
        this.clock = clock;
        this.suspensions = suspensions;
    }

    DeliveryTarget resolve(LeasedDelivery leased) {
        DeliveryTarget.Later held = held(leased);
        if (held != null) {
            return held;
        }
        if (leased.address() != null) {
            return ifAdmitted(new DeliveryTarget.At(leased.target(), leased.address(), null, false));
        }
        Endpoint endpoint = endpoint(leased);
        Channel channel = channels.get(leased.channel());
        if (endpoint == null) {
            // The endpoint was removed, or the skip was for lack of one: the channel may not need one.
            return channel == null || channel.needsEndpoint()
                    ? new DeliveryTarget.Skip(Router.RECIPIENT_MISSING)
                    : ifAdmitted(new DeliveryTarget.At(leased.target(), leased.recipient(), null, false));
        }
        if (!endpoint.enabled()) {
            return new DeliveryTarget.Skip(Router.ENDPOINT_DISABLED);
        }
        Instant now = clock.instant();
        if (endpoint.pausedUntil() != null && endpoint.pausedAt(now)) {
            return new DeliveryTarget.Later(Duration.between(now, endpoint.pausedUntil()));
        }
        DeliveryTarget.At at = new DeliveryTarget.At(endpoint.target(), endpoint.address(), endpoint, false);
        EndpointRate rate = channel == null ? null : channel.rate(endpoint);
        return rate == null ? ifAdmitted(at) : rateLimited(at, rate);
    }

    /** Reads the endpoints of a claim at once into the directory's cache. A lookup that fails is repeated, and reported, by its send. */
    void prefetch(List<LeasedDelivery> claimed) {
        Map<String, Set<String>> recipients = new HashMap<>();
        for (LeasedDelivery leased : claimed) {
            if (leased.address() == null) {
                recipients
                        .computeIfAbsent(leased.notification().tenant(), _ -> new HashSet<>())
                        .add(leased.recipient());
            }
        }
        try {
            recipients.forEach((tenant, its) -> {
                var _ = directory.ofRecipients(tenant, its);
            });
        } catch (RuntimeException failed) {
            LOG.debug("reading the endpoints of a claim failed", failed);
        }
    }

    /** Returns when to look again at a delivery whose tenant is suspended; null if it is not. */
    DeliveryTarget.@Nullable Later held(LeasedDelivery leased) {
        Instant suspended = suspensions.since(leased.notification().tenant());
        if (suspended == null) {
            return null;
        }
        Instant now = clock.instant();
        Duration hold = hold(Duration.between(suspended, now));
        Instant expiry = leased.notification().expiresAt();
        return new DeliveryTarget.Later(
                expiry != null && expiry.isBefore(now.plus(hold)) ? Duration.between(now, expiry) : hold);
    }

    /** Grows with the suspension, so that a large backlog is not read again and again. */
    private static Duration hold(Duration suspended) {
        if (suspended.compareTo(SHORTEST_HOLD) < 0) {
            return SHORTEST_HOLD;
        }
        return suspended.compareTo(TenantSuspensions.LONGEST_HOLD) > 0 ? TenantSuspensions.LONGEST_HOLD : suspended;
    }

    /**
     * Returns the endpoint of a delivery. One that was skipped for lack of an endpoint, and replayed since, goes to the
     * first endpoint of its channel that gets its type.
     */
    private @Nullable Endpoint endpoint(LeasedDelivery leased) {
        String tenant = leased.notification().tenant();
        if (leased.endpointId() != null) {
            return directory.find(tenant, leased.recipient(), leased.endpointId());
        }
        for (Endpoint endpoint : directory.ofRecipient(tenant, leased.recipient())) {
            if (endpoint.key().channel().equals(leased.channel())
                    && endpoint.types().matches(leased.notification().type())) {
                return endpoint;
            }
        }
        return null;
    }

    /** A blocked endpoint uses none of its rate. */
    private DeliveryTarget rateLimited(DeliveryTarget.At at, EndpointRate rate) {
        TargetKey provider = provider(at);
        Duration blocked = provider == null ? null : health.blockedFor(provider);
        if (blocked == null) {
            blocked = health.blockedFor(at.key());
        }
        if (blocked != null) {
            return new DeliveryTarget.Later(blocked);
        }
        return new DeliveryTarget.Asking(rates.request(at.key(), rate)
                .thenApply(wait -> wait.isZero() ? ifAdmitted(at) : new DeliveryTarget.Later(wait)));
    }

    /** The provider is asked first, because it decides for many endpoints. */
    private DeliveryTarget ifAdmitted(DeliveryTarget.At at) {
        TargetKey provider = provider(at);
        return provider == null
                ? ofEndpoint(at, health.admit(at.key()))
                : ofProvider(at, provider, health.admit(provider));
    }

    private DeliveryTarget ofProvider(DeliveryTarget.At at, TargetKey provider, Admission admission) {
        return switch (admission) {
            case Admission.Go go ->
                ofEndpoint(at.through(new DeliveryTarget.Provider(provider, go.probe())), health.admit(at.key()));
            case Admission.Wait wait -> new DeliveryTarget.Later(wait.delay());
            case Admission.Ask ask ->
                new DeliveryTarget.Asking(ask.answer().thenApply(answer -> ofProvider(at, provider, answer)));
        };
    }

    private DeliveryTarget ofEndpoint(DeliveryTarget.At at, Admission admission) {
        return switch (admission) {
            case Admission.Go go -> go.probe() ? at.asProbe() : at;
            case Admission.Wait wait -> {
                health.releaseProvider(at);
                yield new DeliveryTarget.Later(wait.delay());
            }
            case Admission.Ask ask ->
                new DeliveryTarget.Asking(ask.answer().thenApply(answer -> ofEndpoint(at, answer)));
        };
    }

    private @Nullable TargetKey provider(DeliveryTarget.At at) {
        Channel channel = channels.get(at.key().channel());
        String provider = channel == null ? null : channel.provider(at.address());
        return provider == null ? null : TargetKey.ofProvider(at.key().channel(), provider);
    }
}
