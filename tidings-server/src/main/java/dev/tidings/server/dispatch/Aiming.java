package dev.tidings.server.dispatch;

import dev.tidings.core.accept.Router;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.endpoint.EndpointKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Finds where a delivery goes: the address given outright, or that of the recipient's endpoint as it is now. */
final class Aiming {
    private final EndpointDirectory directory;
    private final EndpointHealth health;
    private final InstantSource clock;

    Aiming(EndpointDirectory directory, EndpointHealth health, InstantSource clock) {
        this.directory = directory;
        this.health = health;
        this.clock = clock;
    }

    Aim aim(LeasedDelivery leased) {
        EndpointKey key = new EndpointKey(leased.notification().tenant(), leased.recipient(), leased.channel());
        if (leased.address() != null) {
            return ifHealthy(new Aim.At(key, leased.address(), null));
        }
        Endpoint endpoint = directory.find(key);
        if (endpoint == null) {
            return new Aim.Skip(Router.RECIPIENT_MISSING);
        }
        if (!endpoint.enabled()) {
            return new Aim.Skip(Router.ENDPOINT_DISABLED);
        }
        Instant now = clock.instant();
        if (endpoint.pausedUntil() != null && endpoint.pausedAt(now)) {
            return new Aim.Later(Duration.between(now, endpoint.pausedUntil()));
        }
        return ifHealthy(new Aim.At(key, endpoint.address(), endpoint));
    }

    private Aim ifHealthy(Aim.At at) {
        Duration delay = health.refusal(at.key());
        return delay == null ? at : new Aim.Later(delay);
    }
}
