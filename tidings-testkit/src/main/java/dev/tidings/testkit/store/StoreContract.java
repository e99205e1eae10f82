package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.time.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Common base of the contracts: an empty store with a settable clock, and helpers. */
public abstract class StoreContract {
    protected static final String TENANT = Intent.DEFAULT_TENANT;
    protected static final String CHANNEL = "webhook";
    protected static final Duration LEASE = Duration.ofSeconds(30);
    protected static final LeaseGrant GRANT = new LeaseGrant("node-a", LEASE);

    private static final int FINGERPRINT_BYTES = 32;

    protected final SettableClock clock = SettableClock.atStart();
    protected final ReversingCipher cipher = new ReversingCipher();
    protected final CountingIds ids = new CountingIds();
    protected final CountingTokens tokens = new CountingTokens();

    private final StoreFactory factory;
    private @Nullable Store opened;

    protected StoreContract(StoreFactory factory) {
        this.factory = factory;
    }

    @BeforeEach
    final void open(@TempDir Path folder) {
        opened = factory.open(folder, clock, cipher, ids);
    }

    @AfterEach
    final void close() {
        if (opened != null) {
            opened.close();
        }
    }

    protected final Store store() {
        return java.util.Objects.requireNonNull(opened, "no test is running");
    }

    protected final Instant now() {
        return clock.instant();
    }

    protected final NewDelivery pending(String channel, String recipient) {
        return NewDelivery.pending(ids.delivery(now()), channel, recipient, null);
    }

    protected final NewDelivery sending(String recipient) {
        return pending(CHANNEL, recipient).leased(tokens.get());
    }

    /** An enabled endpoint without secrets, credentials and settings. */
    protected final Endpoint plainEndpoint(EndpointId id, EndpointKey key, String address) {
        return new Endpoint(
                id,
                key,
                address,
                true,
                null,
                null,
                List.of(),
                new EndpointAuth.None(),
                Map.of(),
                null,
                null,
                now(),
                now());
    }

    /** An intent with a key; equal keys give equal intents. */
    protected final Acceptance intent(String key, NewDelivery... deliveries) {
        return intent(TENANT, key, null, deliveries);
    }

    protected final Acceptance intent(
            String tenant, String key, @Nullable String dedupeKey, NewDelivery... deliveries) {
        return new Acceptance(
                notification(tenant, key),
                fingerprint(key),
                dedupeKey == null ? null : Dedupe.of(dedupeKey),
                List.of(deliveries));
    }

    /** An intent with a dedupe key, without content. */
    protected final Acceptance deduped(
            String key, String producer, String type, Dedupe dedupe, NewDelivery... deliveries) {
        return new Acceptance(
                new Notification(
                        ids.notification(now()),
                        TENANT,
                        producer,
                        key,
                        type,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        now()),
                fingerprint(key),
                dedupe,
                List.of(deliveries));
    }

    /** A different intent with the same key. */
    protected static Acceptance changed(Acceptance acceptance) {
        return new Acceptance(
                acceptance.notification(), fingerprint("changed"), acceptance.dedupe(), acceptance.deliveries());
    }

    protected static Acceptance with(Acceptance acceptance, Notification notification) {
        return new Acceptance(notification, acceptance.fingerprint(), acceptance.dedupe(), acceptance.deliveries());
    }

    protected final Notification notification(String tenant, String key) {
        return new Notification(
                ids.notification(now()),
                tenant,
                "builds",
                key,
                "build.failed",
                new Content("Build failed", "main is red \u2013 \ud83d\udd34", null, "https://ci.example.com/1"),
                Payload.of("{\"build\": 1.0}"),
                null,
                now().plus(Duration.ofDays(1)),
                "request-" + key,
                new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null),
                now(),
                IntentKeys.of("dedupe-" + key + " \u5efa", null, null));
    }

    /** The same notification with other keys. */
    protected static Notification keyed(Notification one, IntentKeys keys) {
        return new Notification(
                one.id(),
                one.tenant(),
                one.producer(),
                one.idempotencyKey(),
                one.type(),
                one.content(),
                one.payload(),
                one.notBefore(),
                one.expiresAt(),
                one.requestId(),
                one.trace(),
                one.acceptedAt(),
                keys);
    }

    /** The same notification with a not_before. */
    protected static Notification notBefore(Notification one, Instant then) {
        return new Notification(
                one.id(),
                one.tenant(),
                one.producer(),
                one.idempotencyKey(),
                one.type(),
                one.content(),
                one.payload(),
                then,
                one.expiresAt(),
                one.requestId(),
                one.trace(),
                one.acceptedAt(),
                one.keys());
    }

    protected static byte[] fingerprint(String of) {
        return Arrays.copyOf(of.getBytes(StandardCharsets.UTF_8), FINGERPRINT_BYTES);
    }

    protected final AcceptResult accept(Acceptance acceptance) {
        return store().accepts().accept(List.of(acceptance), GRANT).getFirst();
    }

    /** Accepts an intent with one pending delivery to a recipient; returns the delivery's id. */
    protected final DeliveryId acceptOne(String recipient) {
        return acceptOne(TENANT, recipient);
    }

    protected final DeliveryId acceptOne(String tenant, String recipient) {
        NewDelivery delivery = pending(CHANNEL, recipient);
        accept(intent(tenant, "key-" + delivery.id(), null, delivery));
        return delivery.id();
    }

    protected static List<ReceiptDelivery> deliveriesOf(AcceptResult result) {
        return switch (result) {
            case AcceptResult.Accepted accepted -> accepted.deliveries();
            case AcceptResult.Replayed replayed -> replayed.deliveries();
            case AcceptResult.Conflict conflict -> List.of();
        };
    }

    protected final List<LeasedDelivery> claim(int limit) {
        return store().claims().claim(CHANNEL, limit, TenantWeights.EQUAL, GRANT, tokens);
    }

    /** Claims the only due delivery. */
    protected final LeasedDelivery claimOne() {
        List<LeasedDelivery> leased = claim(2);
        assertThat(leased).as("deliveries that are due").hasSize(1);
        return leased.getFirst();
    }

    /** Nothing is due, and a claim at the end of a lease that was completed finds nothing. */
    protected final void assertNothingWillBeDue() {
        Instant next = store().claims().nextDue(CHANNEL);
        while (next != null) {
            assertThat(next).isAfter(now());
            clock.advance(Duration.between(now(), next));
            assertThat(claim(2)).isEmpty();
            next = store().claims().nextDue(CHANNEL);
        }
    }

    protected final CompletionResult complete(Completion completion) {
        return store().completions().complete(List.of(completion)).getFirst();
    }

    protected final CompletionResult sent(LeasedDelivery leased) {
        return complete(Completion.sent(leased, new Outcome.Sent(Evidence.status(200)), now()));
    }

    protected final CompletionResult retry(LeasedDelivery leased, Duration delay) {
        return complete(Completion.retry(leased, failure("http_503", 503), delay, now()));
    }

    protected final CompletionResult rejected(LeasedDelivery leased) {
        return complete(Completion.rejected(
                leased, new Outcome.Rejected("http_400", "bad request", Evidence.status(400)), now()));
    }

    protected static Outcome.Retry failure(String code, int status) {
        return new Outcome.Retry(
                code, "it answered " + status, null, new Evidence(status, "provider-1", "POST /", "no"));
    }

    protected final Delivery delivery(DeliveryId id) {
        return store().queries().delivery(TENANT, id).orElseThrow();
    }

    /** All deliveries that match, page by page. */
    protected List<Delivery> all(DeliveryFilter filter) {
        List<Delivery> all = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Delivery> page = store().queries().deliveries(filter, cursor, 500);
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        assertThat(all).extracting(Delivery::id).doesNotHaveDuplicates();
        return all;
    }
}
