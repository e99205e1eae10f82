package dev.tidings.store.jdbc;

import static dev.tidings.testkit.store.CriteriaBuilder.criteria;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.testkit.id.EndpointIds;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters that match few or none of many deliveries of the tenant {@code default}. */
public final class ListedRarely {
    private static final String TENANT = "default";

    /** Filters without an index. */
    public static final List<DeliveryFilter> FILTERS = List.of(
            DeliveryFilter.of("other"),
            of(Set.of(), null, null, "zzz.nothing", null),
            of(Set.of(), "nothing", null, null, null),
            of(Set.of(DeliveryStatus.SENT), "nothing", null, "zzz.nothing", null),
            of(Set.of(DeliveryStatus.SENT, DeliveryStatus.DEAD), "nothing", null, null, null),
            of(Set.of(), "nothing", null, "zzz.nothing", Instant.EPOCH),
            DeliveryFilter.of(TENANT).of(criteria().orderingKey("nothing").build()),
            DeliveryFilter.of(TENANT).of(criteria().concurrencyKey("nothing").build()));

    private ListedRarely() {}

    /** Filters with an index, so that hardly any other row is read. */
    public static List<DeliveryFilter> narrow(String recipient, Instant newest) {
        return List.of(
                of(Set.of(), null, "user:nobody", "zzz.nothing", null),
                of(Set.of(), null, recipient, null, null),
                of(Set.of(), null, recipient, null, null)
                        .to(EndpointIds.of(new EndpointKey(TENANT, recipient, "webhook"))),
                of(Set.of(DeliveryStatus.DEAD), null, null, "zzz.nothing", null),
                of(Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED), null, null, "zzz.nothing", null),
                new DeliveryFilter(TENANT, Set.of(), null, null, null, "nothing", null, null),
                of(Set.of(), "nothing", null, "zzz.nothing", newest.plusSeconds(1)),
                new DeliveryFilter(
                        TENANT, Set.of(), Set.of("nothing"), null, "x", Set.of(), null, null, Instant.EPOCH));
    }

    private static DeliveryFilter of(
            Set<DeliveryStatus> statuses,
            @Nullable String channel,
            @Nullable String recipient,
            @Nullable String type,
            @Nullable Instant since) {
        return new DeliveryFilter(TENANT, statuses, channel, recipient, type, null, null, since);
    }
}
