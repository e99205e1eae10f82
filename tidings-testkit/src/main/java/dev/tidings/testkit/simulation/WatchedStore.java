package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store's door, where the ledger sees what is written. */
public final class WatchedStore extends ForwardingStore {
    private final Ledger ledger;
    private final World world;
    private final HealthLedger health = new HealthLedger();

    public WatchedStore(Store store, Ledger ledger, World world) {
        super(store);
        this.ledger = ledger;
        this.world = world;
    }

    /** Throws what was objected to, also if the engine survived it. */
    public void check() {
        ledger.check();
        health.check();
    }

    private Instant now() {
        return clock().instant();
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        List<AcceptResult> results = super.accept(batch, grant);
        for (int i = 0; i < batch.size(); i++) {
            if (results.get(i) instanceof AcceptResult.Accepted accepted) {
                world.note("accepted", accepted.id(), accepted.deliveries());
                Map<DeliveryId, DeliveryStatus> own = new HashMap<>();
                for (ReceiptDelivery delivery : accepted.deliveries()) {
                    if (!delivery.reused()) {
                        own.put(delivery.id(), delivery.status());
                    }
                }
                for (NewDelivery delivery : batch.get(i).deliveries()) {
                    DeliveryStatus status = own.get(delivery.id());
                    if (status != null) {
                        String queue = batch.get(i).notification().tenant() + " " + delivery.channel() + " "
                                + delivery.recipient();
                        ledger.inserted(
                                status == delivery.status() ? delivery : delivery.waiting(),
                                queue,
                                now().plus(grant.duration()));
                    }
                }
            }
        }
        return results;
    }

    @Override
    public List<LeasedDelivery> claim(String channel, int limit, LeaseGrant grant, Supplier<LeaseToken> tokens) {
        List<LeasedDelivery> claimed = super.claim(channel, limit, grant, tokens);
        if (claimed.size() > limit) {
            throw new Violation(claimed.size() + " deliveries claimed where " + limit + " were asked for");
        }
        for (LeasedDelivery leased : claimed) {
            world.note(grant.node(), "claims", leased.id(), "attempt", leased.attemptNumber(), "under", leased.token());
            ledger.claimed(leased, now(), now().plus(grant.duration()));
        }
        return claimed;
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        Set<DeliveryId> renewed = super.renew(held, duration);
        for (Map.Entry<DeliveryId, LeaseToken> lease : held.entrySet()) {
            if (renewed.contains(lease.getKey())) {
                world.note("renewed", lease.getKey(), "under", lease.getValue());
                ledger.renewed(lease.getKey(), lease.getValue(), now().plus(duration));
            }
        }
        return renewed;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        List<CompletionResult> results = super.complete(batch);
        for (int i = 0; i < batch.size(); i++) {
            Completion one = batch.get(i);
            world.note(one.id(), "to", one.to(), one.reason(), "under", one.token(), results.get(i));
            ledger.completed(one, results.get(i));
        }
        return results;
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        Optional<Delivery> canceled = super.cancel(tenant, id);
        canceled.ifPresent(delivery -> {
            world.note("cancel", id, delivery.status());
            ledger.canceled(delivery);
        });
        return canceled;
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        List<DeliveryId> replayed = super.replay(tenant, ids, spacing);
        world.note("replayed", replayed);
        replayed.forEach(ledger::replayed);
        return replayed;
    }

    @Override
    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        List<DeliveryId> due = super.retryNow(tenant, delays);
        world.note("due now", due);
        return due;
    }

    @Override
    public @Nullable EndpointCircuit unblock(EndpointKey key) {
        EndpointCircuit over = super.unblock(key);
        world.note("unblocked", key, over);
        if (over != null) {
            health.recovered(over);
        }
        return over;
    }

    @Override
    public EndpointCircuit block(EndpointKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        EndpointCircuit trouble = super.block(key, reason, opened, duration);
        world.note("leave alone", trouble);
        health.leftAlone(trouble);
        return trouble;
    }

    @Override
    public @Nullable EndpointCircuit probe(EndpointKey key, Duration window) {
        EndpointCircuit won = super.probe(key, window);
        world.note("probe of", key, won);
        if (won != null) {
            health.probed(won, now());
        }
        return won;
    }

    @Override
    public @Nullable EndpointCircuit reopen(
            EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
        EndpointCircuit open = super.reopen(probed, reason, opened, duration);
        world.note("reopened", probed.key(), open);
        if (open != null) {
            health.leftAlone(open);
        }
        return open;
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        EndpointCircuit over = super.recovered(probed);
        world.note("recovered", probed.key(), over);
        if (over != null) {
            health.recovered(over);
        }
        return over;
    }

    @Override
    public List<Duration> take(List<RateTake> batch) {
        List<Duration> waits = super.take(batch);
        for (int i = 0; i < batch.size(); i++) {
            world.note("turn of", batch.get(i).key(), "in", waits.get(i));
            health.taken(batch.get(i), waits.get(i), now());
        }
        return waits;
    }
}
