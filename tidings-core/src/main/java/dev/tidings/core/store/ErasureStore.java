package dev.tidings.core.store;

import dev.tidings.core.id.DeliveryId;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Erases what is known about a recipient, in steps that can be repeated: each changes only what is not erased yet. Ids and states
 * of deliveries stay, for counts; a delivery that is being sent is erased after it has ended.
 */
public interface ErasureStore {
    /**
     * Removes the profile and the endpoints, and leaves the recipient out of unfinished expansions, so that
     * nothing is inserted later for an intent that was accepted before. In one transaction.
     *
     * @return the number of removed endpoints
     */
    int forget(String tenant, String recipient);

    /** Returns the position of the last delivery to a recipient now; null if there is none. */
    @Nullable
    String last(String tenant, String recipient);

    /**
     * Erases the next deliveries to a recipient. Waiting ones are canceled; of those that have ended, the address and the
     * evidence of all attempts are removed, and the content of their notifications unless others receive it too.
     *
     * @param last the position of the last delivery to erase, from {@link #last}
     * @param after the position of the last delivery of the step before; empty to begin
     * @param limit the maximum number of deliveries to look at
     */
    ErasureStep erase(String tenant, String recipient, String last, String after, int limit);

    /** Returns which of these deliveries exist and are not erased. */
    Set<DeliveryId> unerased(String tenant, Collection<DeliveryId> deliveries);

    /** Records an operational event for a recipient; does nothing if there is one for the same run. */
    void recordErased(String tenant, String recipient, String runId);

    /**
     * What a step has done.
     *
     * @param erased the number of deliveries that are erased since this step
     * @param unfinished the position before the first delivery that is still being sent, empty for the start; null if there is none
     * @param next where the next step begins; null at the end
     */
    record ErasureStep(
            int erased,
            @Nullable String unfinished,
            @Nullable String next) {}
}
