package dev.tidings.console.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of deliveries. */
public record DeliveriesShown(
        List<DeliveryShown> deliveries, @Nullable String nextCursor) {}
