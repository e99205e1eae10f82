package dev.tidings.store.jdbc;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Small intents for tests that are about SQLite and not about intents. */
public final class SmallIntents {
    public static final String TENANT = Intent.DEFAULT_TENANT;
    public static final String CHANNEL = "webhook";
    public static final Duration LEASE = Duration.ofSeconds(30);
    public static final LeaseGrant GRANT = new LeaseGrant("node", LEASE);

    private final CountingIds ids = new CountingIds();
    private final CountingTokens tokens = new CountingTokens();
    private final SettableClock clock;

    public SmallIntents(SettableClock clock) {
        this.clock = clock;
    }

    public Acceptance to(String recipient) {
        Notification notification = new Notification(
                ids.notification(clock.instant()),
                TENANT,
                "builds",
                "key-" + recipient,
                "build.failed",
                null,
                null,
                null,
                null,
                null,
                null,
                clock.instant());
        NewDelivery delivery = NewDelivery.pending(ids.delivery(clock.instant()), CHANNEL, recipient, null);
        return new Acceptance(notification, new byte[] {1}, null, List.of(delivery));
    }

    /** An intent whose delivery is leased at insert. */
    public Acceptance leased(String recipient) {
        Acceptance one = to(recipient);
        return new Acceptance(
                one.notification(),
                one.fingerprint(),
                one.dedupe(),
                List.of(one.deliveries().getFirst().leased(new LeaseToken("token-" + recipient))));
    }

    /** The first delivery of an intent that was accepted as leased. */
    public LeasedDelivery lease(Acceptance one) {
        NewDelivery delivery = one.deliveries().getFirst();
        return new LeasedDelivery(
                delivery.id(),
                one.notification(),
                delivery.channel(),
                delivery.recipient(),
                delivery.address(),
                1,
                0,
                0,
                Objects.requireNonNull(delivery.token()),
                clock.instant());
    }

    public void accept(Store store, String recipient) {
        store.accepts().accept(List.of(to(recipient)), GRANT);
    }

    public List<LeasedDelivery> claim(Store store, int limit) {
        return store.claims().claim(CHANNEL, limit, TenantWeights.EQUAL, GRANT, tokens);
    }

    public Completion sent(LeasedDelivery leased) {
        return Completion.sent(leased, new Outcome.Sent(Evidence.status(200)), clock.instant());
    }

    public Completion failed(LeasedDelivery leased) {
        return Completion.retry(
                leased,
                new Outcome.Retry("http_503", "it answered 503", null, Evidence.status(503)),
                Duration.ZERO,
                clock.instant());
    }
}
