package dev.tidings.core.event;

import java.util.Collection;
import java.util.Set;

/** Knows which recipients are subscribed to events at the moment. */
@FunctionalInterface
public interface Presence {
    /** A presence with no subscribers. */
    Presence NOBODY = (tenant, recipients) -> Set.of();

    /**
     * Returns the recipients with a subscription of their own; subscriptions to the whole tenant do not count. May ask
     * other nodes; on failure their recipients count as absent.
     */
    Set<String> present(String tenant, Collection<String> recipients);
}
