package dev.tidings.core.store;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all nodes know of endpoints in trouble; healthy ones have no row. All times are the store's. */
public interface EndpointHealthStore {
    /**
     * Leaves an endpoint alone for so long from now. Joined with what is known already the later end holds, and the
     * greater count; the reason is that of the later end.
     *
     * @param opened how often in a row the breaker has opened, this time among them; zero for a pause
     * @return what holds now
     */
    EndpointCircuit leaveAlone(EndpointKey key, EndpointCircuit.Reason reason, int opened, Duration duration);

    /**
     * Asks for the right to try an endpoint whose breaker is half open: one where {@code opened} is above zero and {@code
     * notBefore} has passed. Who wins moves {@code notBefore} on by the window; of all who ask at once one wins.
     *
     * @return what holds now, or null when the right was not to be had
     */
    @Nullable
    EndpointCircuit probe(EndpointKey key, Duration window);

    /**
     * Ends the trouble: the endpoint answered a probe. The row stays for a while, with no count, no time to wait for and
     * {@code RECOVERED}, so that others learn of it.
     *
     * @param probed as it was when the probe was won: with any change since, such as a pause that the endpoint asked another node
     *     for, nothing changes
     * @return what holds now, or null when nothing changed
     */
    @Nullable
    EndpointCircuit recovered(EndpointCircuit probed);

    /**
     * Ends the trouble by hand, whatever it is: the endpoint was fixed. The row stays as after a recovery, so that all nodes
     * learn of it.
     *
     * @return what holds now, or null when nothing was in force
     */
    @Nullable
    EndpointCircuit unblock(EndpointKey key);

    /** What is in force against the endpoints of recipients, by recipient and channel. */
    List<EndpointCircuit> troublesOf(String tenant, Collection<String> recipients);

    /** What was written at or after then, oldest first, recovered ones among it. A transaction under way is not seen. */
    List<EndpointCircuit> troublesSince(Instant since, int limit);
}
