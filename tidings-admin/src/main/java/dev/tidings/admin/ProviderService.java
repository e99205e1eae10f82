package dev.tidings.admin;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.endpoint.ProviderCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.http.StoreThreads;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lists and unblocks providers. All tenants share them. */
public final class ProviderService {
    /** The maximum number of blocked providers that are listed. */
    private static final int MOST = 1_000;

    private final EndpointHealthStore store;
    private final LocalEndpointHealth local;
    private final OperationalEventStore events;
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
            EndpointHealthStore store,
            LocalEndpointHealth local,
            OperationalEventStore events,
            StoreThreads threads,
            InstantSource clock) {
        this.store = store;
        this.local = local;
        this.events = events;
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
     *
     * @param tenant the tenant of the caller, who finds the event there
     * @param by the id of the API key; null if the server has none
     */
    public CompletableFuture<TargetKey> unblock(String tenant, String channel, String provider, @Nullable String by) {
        TargetKey key = TargetKey.ofProvider(channel, provider);
        return threads.write(() -> {
            if (store.unblock(key) != null) {
                events.addEvent(
                        tenant,
                        "provider.unblocked",
                        channel + "/" + provider,
                        "the provider was unblocked by " + (by == null ? "a caller without a key" : by));
            } else if (!store.known(key)) {
                throw Problem.notFound("provider", channel + "/" + provider).exception();
            }
            local.unblock(key);
            return key;
        });
    }
}
