package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxLag;
import dev.tidings.client.outbox.OutboxRelay;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Is up while the table can be read and the lag is below the limit, if one is set. Dead rows are reported but do not
 * make it down.
 */
final class OutboxHealth extends AbstractHealthIndicator {
    private final OutboxAdmin admin;
    private final OutboxRelay relay;
    private final @Nullable Duration maxLag;

    OutboxHealth(OutboxAdmin admin, OutboxRelay relay, @Nullable Duration maxLag) {
        super("the outbox table cannot be read");
        this.admin = admin;
        this.relay = relay;
        this.maxLag = maxLag;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws Exception {
        OutboxLag lag = admin.lag();
        boolean behind = maxLag != null && lag.oldestPending().compareTo(maxLag) > 0;
        (behind ? builder.down() : builder.up())
                .withDetail("pending", lag.pending())
                .withDetail("dead", lag.dead())
                .withDetail("oldestPending", lag.oldestPending().toString())
                .withDetail("relay", relay.running() ? "running" : "not running");
    }
}
