package dev.tidings.core.endpoint;

import dev.tidings.core.id.EndpointId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up endpoints on the hot path; may serve from a cache that is at most a second old. */
public interface EndpointDirectory {
    /** Returns the endpoints of each recipient, enabled or not; recipients without one map to an empty list. */
    Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients);

    default List<Endpoint> ofRecipient(String tenant, String recipient) {
        return ofRecipients(tenant, List.of(recipient)).getOrDefault(recipient, List.of());
    }

    /** Returns an endpoint of a recipient; null when it does not exist or belongs to another recipient. */
    default @Nullable Endpoint find(String tenant, String recipient, EndpointId id) {
        for (Endpoint endpoint : ofRecipient(tenant, recipient)) {
            if (endpoint.id().equals(id)) {
                return endpoint;
            }
        }
        return null;
    }
}
