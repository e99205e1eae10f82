package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.routing.Router;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Finds where a delivery goes: the address given outright, or that of the recipient's endpoint as it is now. */
final class Aiming {
    private final Map<String, Channel> channels;
    private final EndpointDirectory directory;
    private final EndpointHealth health;
    private final EndpointRates rates;
    private final InstantSource clock;

    Aiming(
            Map<String, Channel> channels,
            EndpointDirectory directory,
            EndpointHealth health,
            EndpointRates rates,
            InstantSource clock) {
        this.channels = channels;
        this.directory = directory;
        this.health = health;
        this.rates = rates;
        this.clock = clock;
    }

    Aim aim(LeasedDelivery leased) {
        EndpointKey key = new EndpointKey(leased.notification().tenant(), leased.recipient(), leased.channel());
        if (leased.address() != null) {
            return ifAdmitted(new Aim.At(key, leased.address(), null, false));
        }
        Endpoint endpoint = directory.find(key);
        Channel channel = channels.get(leased.channel());
        if (endpoint == null) {
            // The endpoint that it was skipped for is gone: the channel may need none.
            return channel == null || channel.needsEndpoint()
                    ? new Aim.Skip(Router.RECIPIENT_MISSING)
                    : ifAdmitted(new Aim.At(key, leased.recipient(), null, false));
        }
        if (!endpoint.enabled()) {
            return new Aim.Skip(Router.ENDPOINT_DISABLED);
        }
        Instant now = clock.instant();
        if (endpoint.pausedUntil() != null && endpoint.pausedAt(now)) {
            return new Aim.Later(Duration.between(now, endpoint.pausedUntil()));
        }
        Aim.At at = new Aim.At(key, endpoint.address(), endpoint, false);
        EndpointRate rate = channel == null ? null : channel.rate(endpoint);
        return rate == null ? ifAdmitted(at) : inTurn(at, rate);
    }

    /** An endpoint that is left alone uses up nothing of its rate. */
    private Aim inTurn(Aim.At at, EndpointRate rate) {
        Duration alone = health.leftAlone(at.key());
        if (alone != null) {
            return new Aim.Later(alone);
        }
        return new Aim.Asking(
                rates.turn(at.key(), rate).thenApply(wait -> wait.isZero() ? ifAdmitted(at) : new Aim.Later(wait)));
    }

    private Aim ifAdmitted(Aim.At at) {
        return answered(at, health.admit(at.key()));
    }

    private static Aim answered(Aim.At at, Admission admission) {
        return switch (admission) {
            case Admission.Go go -> go.probe() ? new Aim.At(at.key(), at.address(), at.endpoint(), true) : at;
            case Admission.Wait wait -> new Aim.Later(wait.delay());
            case Admission.Ask ask -> new Aim.Asking(ask.answer().thenApply(answer -> answered(at, answer)));
        };
    }
}
