package dev.tidings.admin;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.endpoint.ProviderCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists and unblocks providers. All tenants share them. */
public final class ProviderService {
    /** The maximum number of blocked providers that are listed. */
    private static final int MOST = 1_000;

    private final EndpointHealthStore store;
    private final LocalEndpointHealth local;
    private final StoreThreads threads;
    private final InstantSource clock;

    /**
     * A provider and the state of its circuit.
     *
     * @param state closed if it only asked for a pause
     */
    public record Seen(ProviderCircuit provider, EndpointCircuit.Circuit state) {}

    /** @param local what this node holds against providers, in addition to what all nodes share */
    public ProviderService(
            EndpointHealthStore store, LocalEndpointHealth local, StoreThreads threads, InstantSource clock) {
        this.store = store;
        this.local = local;
        this.threads = threads;
        this.clock = clock;
    }

    /** Returns the blocked providers, by channel and name. */
    public CompletableFuture<List<Seen>> blocked() {
        return threads.list(() -> store.providers(MOST).stream()
                .map(provider -> new Seen(provider, provider.circuit().circuitAt(clock.instant())))
                .toList());
    }

    /**
     * Ends what is in force against a provider, on all nodes. Refuses one that was not blocked lately.
     */
    public CompletableFuture<TargetKey> unblock(String channel, String provider) {
        TargetKey key = TargetKey.ofProvider(channel, provider);
        return threads.write(() -> {
            boolean unblocked = RequestOrigin.audited(
                    AuditChange.ofServer(AuditAction.PROVIDER_UNBLOCKED, channel + "/" + provider),
                    () -> store.unblock(key) != null);
            if (!unblocked && !store.known(key)) {
                throw Problem.notFound("provider", channel + "/" + provider).exception();
            }
            local.unblock(key);
            return key;
        });
    }
}
