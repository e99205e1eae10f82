package dev.tidings.core.store;

import java.time.InstantSource;
import java.util.function.Consumer;

/** All ports of one database. Code asks for the port it needs; only the composition root sees this. */
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
    /** The clock of leases and due times, to the millisecond. */
    InstantSource clock();

    /**
     * Has a listener told the channel when another node has made something due. Only a hint, on any thread, and one for
     * many deliveries: what no hint tells of is found by asking. A store of one node never calls it.
     */
    default void onDue(Consumer<String> listener) {}

    /** Proves that a write can be made durable now; throws a {@link StoreUnavailable} that says why not. */
    void checkWritable();

    @Override
    void close();
}
