package dev.tidings.core.store;

import java.time.InstantSource;
import java.util.function.Consumer;

/** All ports of one database. Code depends on the ports that it needs; only the composition root sees this. */
public interface Store
        extends AcceptStore,
                ClaimStore,
                CompleteStore,
                ChangeStore,
                QueryStore,
                PushStore,
                EndpointStore,
                EndpointHealthStore,
                RateStore,
                NodeStore,
                SingletonLeaseStore,
                RuntimeStore,
                RuntimeQueryStore,
                OperationalEventStore,
                OffsetStore,
                QuarantineStore,
                KeyStore,
                SecretKeyStore,
                TokenKeyStore,
                RetentionStore,
                AutoCloseable {
    /** Returns the clock of leases and due times, in milliseconds. */
    InstantSource clock();

    /**
     * Registers a listener that receives a channel when another node has made a delivery due. A hint only: called on
     * any thread, once for many deliveries, and polling finds what hints miss. Single-node stores never call it.
     */
    default void onDue(Consumer<String> listener) {}

    /** Verifies that a write can be made durable now; throws a {@link StoreUnavailable} with the reason. */
    void checkWritable();

    @Override
    void close();
}
