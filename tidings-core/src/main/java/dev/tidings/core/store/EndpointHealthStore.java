package dev.tidings.core.store;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.ProviderCircuit;
import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoint health shared by all nodes; healthy endpoints have no row. All times are the store's. */
public interface EndpointHealthStore {
    /**
     * Blocks an endpoint for this duration from now. When merged with an existing block, the later end, its reason and
     * the greater count apply.
     *
     * @param opened how often in a row the circuit has opened, including this time; zero for a pause
     * @return what is in force now
     */
    EndpointCircuit block(TargetKey key, EndpointCircuit.Reason reason, int opened, Duration duration);

    /**
     * Requests the probe of an endpoint whose circuit is half-open: {@code opened} is above zero and {@code notBefore}
     * has passed. The winner moves {@code notBefore} on by the window; of concurrent requests one wins.
     *
     * @return what is in force now, or null when the probe was not granted
     */
    @Nullable
    EndpointCircuit probe(TargetKey key, Duration window);

    /**
     * Opens the circuit again after a failed probe.
     *
     * @param probed the state when the probe was won; after any later change, such as an owner's fix of the endpoint,
     * nothing changes
     * @param opened how many times in a row the circuit has opened, this time included
     * @return what is in force now, or null when nothing changed
     */
    @Nullable
    EndpointCircuit reopen(EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration);

    /**
     * Closes the circuit after a successful probe. The row stays for a while as {@code RECOVERED}, without count and
     * end, so that other nodes see it.
     *
     * @param probed the state when the probe was won; after any later change, such as a pause requested from another
     * node, nothing changes
     * @return what is in force now, or null when nothing changed
     */
    @Nullable
    EndpointCircuit recovered(EndpointCircuit probed);

    /**
     * Removes any block by hand, because the endpoint was fixed. The row stays as after a recovery, so that all nodes
     * see it.
     *
     * @return the new state, or null when nothing was in force
     */
    @Nullable
    EndpointCircuit unblock(TargetKey key);

    /** Records why a provider is blocked. Does nothing without a circuit. */
    void recordError(TargetKey provider, String error);

    /** Returns the blocked providers of all channels, by channel and name. */
    List<ProviderCircuit> providers(int limit);

    /** Returns whether a target was blocked at least once lately, even if nothing is in force now. */
    boolean known(TargetKey key);

    /** Returns what is in force against targets, by channel and target. */
    List<EndpointCircuit> circuitsOf(Collection<TargetKey> targets);

    /**
     * Returns rows written at or after a time, oldest first, including recovered ones. Uncommitted transactions are not
     * visible.
     */
    List<EndpointCircuit> circuitsSince(Instant since, int limit);
}
