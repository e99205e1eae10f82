package dev.tidings.console.page;

import dev.tidings.console.api.DeliveryShown;
import dev.tidings.console.api.EndpointShown;
import java.util.List;

/**
 * What a text was found to be.
 *
 * @param asked empty when nothing was asked for yet
 */
public record SearchView(String asked, List<Found> found, List<EndpointShown> endpoints) {
    /**
     * Deliveries that have the text as one of their properties.
     *
     * @param filter the property, as the list filters by it
     * @param path all of them
     * @param more whether there are more
     */
    public record Found(String filter, String path, List<DeliveryShown> deliveries, boolean more) {}

    public boolean nothing() {
        return found.isEmpty() && endpoints.isEmpty();
    }
}
