package dev.tidings.console.page;

import dev.tidings.console.api.DeliveryShown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list.
 *
 * @param next the address of the following page; null on the last one
 * @param problem why the API refused the filters; null if it did not
 */
public record DeliveriesView(
        DeliveryFilters filters,
        List<DeliveryShown> deliveries,
        @Nullable String next,
        @Nullable String problem) {}
