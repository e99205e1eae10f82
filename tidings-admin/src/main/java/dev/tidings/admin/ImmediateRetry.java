package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ChangeStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Makes deliveries due that wait for a retry. Blocks on the store. */
public final class ImmediateRetry {
    private final ChangeStore changes;
    private final RandomGenerator random;
    private final Consumer<String> wake;

    /**
     * @param wake notified of the channels that have due deliveries
     */
    public ImmediateRetry(ChangeStore changes, RandomGenerator random, Consumer<String> wake) {
        this.changes = changes;
        this.random = random;
        this.wake = wake;
    }

    /**
     * @return the number of deliveries that are due earlier than before
     */
    int retryNow(String tenant, List<Delivery> deliveries, BulkPacing pacing) {
        Map<DeliveryId, Duration> delays = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            delays.put(delivery.id(), pacing.delay(delays.size(), random));
        }
        Set<DeliveryId> due = new HashSet<>(changes.retryNow(tenant, delays));
        deliveries.stream()
                .filter(delivery -> due.contains(delivery.id()))
                .map(Delivery::channel)
                .distinct()
                .forEach(wake);
        return due.size();
    }
}
