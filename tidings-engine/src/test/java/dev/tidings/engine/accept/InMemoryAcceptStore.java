package dev.tidings.engine.accept;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Accepts in memory, by idempotency key only. */
final class InMemoryAcceptStore implements AcceptStore {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final Map<String, Acceptance> byKey = new TreeMap<>();
    final List<Integer> batches = new ArrayList<>();
    final Set<String> queued = new HashSet<>();
    boolean unavailable;

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        if (unavailable) {
            throw new StoreUnavailable("disk full; free some space");
        }
        batches.add(batch.size());
        return batch.stream().map(this::accept).toList();
    }

    @Override
    public List<Optional<AcceptResult>> recall(List<Acceptance> batch) {
        return batch.stream()
                .map(one -> Optional.ofNullable(byKey.get(one.notification().idempotencyKey()))
                        .map(known -> again(known, one)))
                .toList();
    }

    private AcceptResult accept(Acceptance acceptance) {
        Acceptance known = byKey.putIfAbsent(acceptance.notification().idempotencyKey(), acceptance);
        if (known == null) {
            Map<DeliveryId, QueuePosition> positions = new HashMap<>();
            List<ReceiptDelivery> receipt = new ArrayList<>();
            for (NewDelivery delivery : acceptance.deliveries()) {
                boolean first = delivery.order() == null || queued.add(delivery.recipient());
                NewDelivery inserted = first ? delivery : delivery.waiting();
                if (delivery.order() != null) {
                    positions.put(delivery.id(), new QueuePosition(delivery.recipient(), positions.size() + 1L, first));
                }
                receipt.add(new ReceiptDelivery(
                        inserted.id(), inserted.channel(), inserted.recipient(), false, inserted.status(), false));
            }
            return new AcceptResult.Accepted(acceptance.notification().id(), NOW, receipt, positions);
        }
        return again(known, acceptance);
    }

    private static AcceptResult again(Acceptance known, Acceptance acceptance) {
        return Arrays.equals(known.fingerprint(), acceptance.fingerprint())
                ? new AcceptResult.Replayed(known.notification().id(), receipt(known))
                : new AcceptResult.Conflict(known.notification().id());
    }

    private static List<ReceiptDelivery> receipt(Acceptance acceptance) {
        return acceptance.deliveries().stream()
                .map((NewDelivery delivery) -> new ReceiptDelivery(
                        delivery.id(), delivery.channel(), delivery.recipient(), false, delivery.status(), false))
                .toList();
    }
}
