package dev.tidings.spring;

import dev.tidings.client.Backoff;
import dev.tidings.client.outbox.RelayOptions;
import java.time.Duration;

/** Reads the relay's settings one at a time, so that an error names its property. */
record RelaySettings(OutboxProperties.Relay relay) {
    private static final String PREFIX = "tidings.outbox.relay.";

    RelayOptions options() {
        RelayOptions defaults = RelayOptions.defaults();
        RelayOptions owned = relay.owner() == null
                ? defaults
                : Setting.read(PREFIX + "owner", () -> defaults.owner(String.valueOf(relay.owner())));
        RelayOptions threads = Setting.read(PREFIX + "threads", () -> owned.threads(relay.threads()));
        RelayOptions batch = Setting.read(PREFIX + "batch", () -> threads.batch(relay.batch()));
        RelayOptions lease = Setting.read(PREFIX + "lease", () -> batch.lease(relay.lease()));
        RelayOptions grace = Setting.read(PREFIX + "grace", () -> lease.grace(relay.grace()));
        return grace.poll(waits("poll", relay.pollMin(), relay.pollMax()))
                .backoff(waits("backoff", relay.backoffMin(), relay.backoffMax()))
                .afterDead(relay.afterDead());
    }

    private static Backoff waits(String name, Duration min, Duration max) {
        Backoff least = Setting.read(PREFIX + name + "-min", () -> Backoff.between(min, min));
        return Setting.read(PREFIX + name + "-max", () -> Backoff.between(least.base(), max));
    }
}
