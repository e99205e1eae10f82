package dev.tidings.core.endpoint;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up endpoints on the hot path; may serve from a cache that is at most a second old. */
public interface EndpointDirectory {
    /** Returns the endpoints of each recipient, enabled or not; recipients without one map to an empty list. */
    Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients);

    default @Nullable Endpoint find(EndpointKey key) {
        for (Endpoint endpoint :
                ofRecipients(key.tenant(), List.of(key.recipient())).getOrDefault(key.recipient(), List.of())) {
            if (endpoint.key().equals(key)) {
                return endpoint;
            }
        }
        return null;
    }
}
