package dev.tidings.core.store;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One database and its ports. Code depends on the port that it needs; only the composition root sees this. */
public interface Store extends AutoCloseable {
    AcceptStore accepts();

    ExpansionStore expansions();

    ClaimStore claims();

    CompleteStore completions();

    ChangeStore changes();

    MissedDeliveryStore missedDeliveries();

    ErasureStore erasures();

    QueryStore queries();

    PushStore pushes();

    EndpointStore endpoints();

    EndpointHealthStore health();

    RateStore rates();

    WaitStore waits();

    NodeStore nodes();

    SingletonLeaseStore singletonLeases();

    BulkRunStore bulkRuns();

    OperationalEventStore events();

    AuditStore audit();

    OffsetStore offsets();

    QuarantineStore quarantine();

    KeyStore keys();

    SecretKeyStore secretKeys();

    TokenKeyStore tokenKeys();

    RetentionStore retention();

    /**
     * Returns a writer on these threads, of which there is one per write connection. A store with a single one lets commits
     * share transactions.
     */
    default StoreWriter writer(Executor threads) {
        return threads::execute;
    }

    /** Returns the clock of leases and due times, in milliseconds. */
    InstantSource clock();

    /**
     * Registers a listener that receives a channel when another node has made a delivery due. A hint only: called on
     * any thread, once for many deliveries, and polling finds what hints miss. Single-node stores never call it.
     */
    default void onDue(Consumer<String> listener) {}

    /**
     * Signals the other nodes that deliveries of a channel may be due, where the store can: a hint like those of
     * {@link #onDue}. Accepting signals by itself what this node's lanes do not take.
     */
    default void wakeOthers(String channel) {}

    /** Adds a guard that every later call of every port passes first, before the guards that were added earlier. */
    void addGuard(StoreGuard guard);

    /** Verifies that a write can be made durable now; throws a {@link StoreUnavailable} with the reason. */
    void checkWritable();

    @Override
    void close();
}
