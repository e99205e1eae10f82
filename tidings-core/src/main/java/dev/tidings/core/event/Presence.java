package dev.tidings.core.event;

import java.util.Collection;
import java.util.Set;

/** Who is subscribed to events just now. */
@FunctionalInterface
public interface Presence {
    /** Where nobody ever is. */
    Presence NOBODY = (tenant, recipients) -> Set.of();

    /**
     * Those of these recipients who have a subscription of their own. Gateways, which hear of all, do not count. May ask
     * other nodes; where that fails, they have nobody.
     */
    Set<String> present(String tenant, Collection<String> recipients);
}
