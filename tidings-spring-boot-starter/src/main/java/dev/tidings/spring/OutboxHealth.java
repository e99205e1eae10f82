package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxDesk;
import dev.tidings.client.outbox.OutboxLag;
import dev.tidings.client.outbox.OutboxRelay;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up while the table can be read and, if a limit is set, the lag is below it. Dead rows are told, and no reason to be down. */
final class OutboxHealth extends AbstractHealthIndicator {
    private final OutboxDesk desk;
    private final OutboxRelay relay;
    private final @Nullable Duration maxLag;

    OutboxHealth(OutboxDesk desk, OutboxRelay relay, @Nullable Duration maxLag) {
        super("the outbox cannot be read");
        this.desk = desk;
        this.relay = relay;
        this.maxLag = maxLag;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws Exception {
        OutboxLag lag = desk.lag();
        boolean behind = maxLag != null && lag.oldestPending().compareTo(maxLag) > 0;
        (behind ? builder.down() : builder.up())
                .withDetail("pending", lag.pending())
                .withDetail("dead", lag.dead())
                .withDetail("oldestPending", lag.oldestPending().toString())
                .withDetail("relay", relay.running() ? "running" : "not running");
    }
}
