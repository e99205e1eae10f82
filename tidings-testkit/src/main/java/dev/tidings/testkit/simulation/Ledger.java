package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.delivery.Transitions;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.NewDelivery;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An independent model of every delivery, built from the calls of the store. If the store violates the rules, the
 * ledger throws a {@link Violation}, and again at every {@link #check}, because the engine handles exceptions.
 */
public final class Ledger {
    private final int budget;
    private final Map<DeliveryId, LedgerEntry> entries = new LinkedHashMap<>();
    private final ExpansionLedger expansions = new ExpansionLedger();
    private final ReplacementLedger replacements = new ReplacementLedger();
    private final FairnessLedger fairness = new FairnessLedger();
    private final ConcurrencyLedger concurrency = new ConcurrencyLedger();
    private final IntentLedger intents = new IntentLedger();
    private final Violations violations = new Violations();

    /** @param budget the maximum number of counted attempts per delivery, from its acceptance or replay */
    public Ledger(int budget) {
        this.budget = budget;
    }

    /** @param queue identifies tenant, channel and target, with the ordering key if there is one */
    void inserted(Notification notification, NewDelivery delivery, String queue, Instant now, Instant until) {
        LedgerEntry entry = new LedgerEntry(notification, delivery.channel(), delivery.status());
        require(
                !replacements.superseded(notification.id()) || delivery.status().terminal(),
                delivery.id(),
                "was inserted though",
                notification.id(),
                "was replaced");
        DeliveryOrder order = delivery.order();
        require(
                entry.concurrency == null || delivery.token() == null,
                delivery.id(),
                "was leased at insert, without a permit of",
                entry.concurrency);
        entry.due = order == null && entry.concurrency == null ? delivery.due(now, notification.notBefore()) : null;
        entry.queue = order == null ? null : queue;
        entry.halts = order != null && order.halts();
        entry.token = delivery.token();
        entry.endpoint = delivery.endpointId();
        entry.until = until;
        require(entries.put(delivery.id(), entry) == null, delivery.id(), "was inserted twice");
    }

    /** What producers submitted. */
    public IntentLedger intents() {
        return intents;
    }

    void accepted(Acceptance acceptance) {
        String wrong = intents.accepted(acceptance.notification());
        require(wrong.isEmpty(), wrong);
        if (acceptance.expansion() != null) {
            expansions.accepted(acceptance.notification().id());
        }
        for (NotificationId replaced : replacements.accepted(acceptance.notification())) {
            expansions.canceled(replaced);
            for (LedgerEntry entry : entries.values()) {
                if (entry.notification.equals(replaced) && entry.waits()) {
                    entry.status = DeliveryStatus.CANCELED;
                }
            }
        }
    }

    /** The deliveries that were being sent when their notification was replaced, and have not ended, with their tenants. */
    Map<DeliveryId, String> lastAttempts() {
        return entries.entrySet().stream()
                .filter(one -> one.getValue().status == DeliveryStatus.SENDING
                        && replacements.superseded(one.getValue().notification))
                .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().tenant));
    }

    void expanded(NotificationId id, ExpansionSlice slice) {
        String wrong = expansions.expanded(id, slice);
        require(wrong.isEmpty(), wrong);
    }

    void canceled(NotificationId id) {
        expansions.canceled(id);
    }

    /** Records that a recipient joins or leaves the topic. */
    public void subscribed(String recipient, boolean member) {
        expansions.subscribed(recipient, member);
    }

    /** Returns the notifications to the topic. */
    public List<NotificationId> toTopic() {
        return expansions.ids();
    }

    public boolean allExpanded() {
        return expansions.unfinished().findAny().isEmpty();
    }

    /** Records a claim of a channel before its deliveries: tenants share it if it took as many as it could. */
    void claimed(String channel, List<LeasedDelivery> claimed, boolean full, Instant now) {
        Set<String> due = entries.values().stream()
                .filter(entry -> entry.channel.equals(channel) && entry.due(now))
                .map(entry -> entry.tenant)
                .collect(Collectors.toSet());
        Set<String> served =
                claimed.stream().map(leased -> leased.notification().tenant()).collect(Collectors.toSet());
        String wrong = fairness.claimed(channel, due, served, full);
        require(wrong.isEmpty(), wrong);
    }

    void claimed(LeasedDelivery leased, ConcurrencyLimits limits, Instant now, Instant until) {
        LedgerEntry entry = entry(leased.id());
        if (entry.concurrency != null) {
            String wrong = concurrency.began(leased.id(), entry.concurrency, limits.of(entry.concurrency.key()));
            require(wrong.isEmpty(), wrong);
        }
        require(
                !replacements.superseded(entry.notification),
                leased.id(),
                "was claimed though",
                entry.notification,
                "was replaced");
        entry.claimed(leased, now, until, violations);
    }

    void renewed(DeliveryId id, LeaseToken token, Instant until) {
        LedgerEntry entry = entry(id);
        require(entry.holds(token), "the lease", token, "of", id, "was renewed though", entry.describe());
        entry.until = until;
    }

    void completed(Completion completion, CompletionResult result, Instant now) {
        LedgerEntry entry = entry(completion.id());
        boolean holds = entry.holds(completion.token());
        if (result == CompletionResult.LATE) {
            require(
                    !holds,
                    "the end of",
                    completion.id(),
                    "under the valid lease",
                    completion.token(),
                    "was turned away");
            return;
        }
        require(
                holds,
                completion.id(),
                "went to",
                completion.to(),
                "under",
                completion.token(),
                "though",
                entry.describe());
        boolean superseded =
                replacements.superseded(entry.notification) && !completion.to().terminal();
        require(
                superseded == (result == CompletionResult.SUPERSEDED),
                completion.id(),
                "went to",
                completion.to(),
                "with",
                result,
                "though it was replaced:",
                superseded);
        entry.status = superseded ? DeliveryStatus.CANCELED : completion.to();
        boolean free = entry.queue == null && entry.concurrency == null;
        entry.due = free && !entry.status.terminal() ? now.plus(completion.delay()) : null;
        concurrency.ended(completion.id());
        entry.token = null;
        entry.used += completion.counted() ? 1 : 0;
        require(entry.used <= budget, completion.id(), "used", entry.used, "attempts of", budget);
    }

    void canceled(Delivery delivery) {
        if (delivery.status() == DeliveryStatus.CANCELED && entry(delivery.id()).status != DeliveryStatus.CANCELED) {
            canceled(delivery.id());
        }
    }

    /** Records that a delivery was canceled just now. */
    void canceled(DeliveryId id) {
        LedgerEntry entry = entry(id);
        require(
                Transitions.legal(entry.status, DeliveryStatus.CANCELED),
                id,
                "was canceled though it was",
                entry.status);
        entry.status = DeliveryStatus.CANCELED;
        concurrency.ended(id);
    }

    /** Records that an operator ended a waiting delivery as dead. */
    void expired(DeliveryId id) {
        LedgerEntry entry = entry(id);
        require(entry.waits(), id, "expired though it was", entry.status);
        entry.status = DeliveryStatus.DEAD;
        entry.queue = null;
    }

    void replayed(DeliveryId id) {
        LedgerEntry entry = entry(id);
        require(
                Transitions.legal(entry.status, DeliveryStatus.PENDING) && entry.status.terminal(),
                id,
                "was replayed though it was",
                entry.status);
        require(!replacements.superseded(entry.notification), id, "was replayed though it was replaced");
        if (!entry.halted()) {
            entry.queue = null;
        }
        entry.status = DeliveryStatus.PENDING;
        entry.due = null;
        entry.used = 0;
    }

    void released(DeliveryId id, boolean released) {
        LedgerEntry entry = entry(id);
        require(released == entry.halted(), id, "was released:", released, "though", entry.describe());
        if (released) {
            entry.queue = null;
        }
    }

    /** The dead deliveries of a tenant that hold up others. */
    public List<DeliveryId> halted(String tenant) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().tenant.equals(tenant)
                        && entry.getValue().halted())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Records that a channel sends; earlier deliveries of its queue must have ended. */
    public void tried(DeliveryId id, int attempt) {
        LedgerEntry entry = entry(id);
        require(entry.tried.add(attempt), "attempt", attempt, "of", id, "was sent twice");
        if (entry.queue == null) {
            return;
        }
        for (Map.Entry<DeliveryId, LedgerEntry> before : entries.entrySet()) {
            if (before.getKey().equals(id)) {
                return;
            }
            LedgerEntry other = before.getValue();
            require(
                    !entry.queue.equals(other.queue) || (other.status.terminal() && !other.halted()),
                    "attempt",
                    attempt,
                    "of",
                    id,
                    "began before the end of",
                    before.getKey(),
                    "which was accepted before it:",
                    other.describe());
        }
    }

    /** Records the endpoint of a send: all attempts of a delivery that names one go to it. */
    public void sentTo(DeliveryId id, EndpointId endpoint) {
        EndpointId named = entry(id).endpoint;
        require(named == null || named.equals(endpoint), id, "for", named, "was sent to", endpoint);
    }

    /** Records a violation that a channel found. */
    public void object(String what) {
        require(false, what);
    }

    /** Compares with the complete contents of the store. */
    public void compare(List<Delivery> stored) {
        Set<DeliveryId> missing = new HashSet<>(entries.keySet());
        for (Delivery delivery : stored) {
            LedgerEntry entry = entry(delivery.id());
            missing.remove(delivery.id());
            require(
                    delivery.status() == entry.status && delivery.attemptsUsed() == entry.used,
                    delivery.id(),
                    "is",
                    delivery.status(),
                    "with",
                    delivery.attemptsUsed(),
                    "attempts used, but should be",
                    entry.status,
                    "with",
                    entry.used);
            require(
                    delivery.status() != DeliveryStatus.SENT || !entry.tried.isEmpty(),
                    delivery.id(),
                    "is sent though no channel was asked");
        }
        require(missing.isEmpty(), "the store lost", missing);
    }

    public boolean knows(DeliveryId id) {
        return entries.containsKey(id);
    }

    public boolean allEnded() {
        return entries.values().stream().allMatch(entry -> entry.status.terminal());
    }

    /** The number of deliveries of a tenant that have not ended. */
    public long unended(String tenant) {
        return entries.values().stream()
                .filter(entry -> entry.tenant.equals(tenant) && !entry.status.terminal())
                .count();
    }

    /** The unfinished deliveries, for messages. */
    public Stream<String> unfinished() {
        return entries.entrySet().stream()
                .filter(entry -> !entry.getValue().status.terminal())
                .map(entry -> entry.getKey() + " " + entry.getValue().describe());
    }

    public List<DeliveryId> deliveries(String tenant) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().tenant.equals(tenant))
                .map(Map.Entry::getKey)
                .toList();
    }

    private LedgerEntry entry(DeliveryId id) {
        LedgerEntry entry = entries.get(id);
        if (entry == null) {
            throw violations.of(id + " was never accepted");
        }
        return entry;
    }

    private void require(boolean holds, @Nullable Object... message) {
        violations.require(holds, message);
    }

    /** Throws the first violation, if any. */
    public void check() {
        violations.check();
    }
}
