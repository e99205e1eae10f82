package dev.tidings.core.store;

import java.time.InstantSource;

/** All ports of one database. Code asks for the port it needs; only the composition root sees this. */
public interface Store
        extends AcceptStore,
                ClaimStore,
                CompleteStore,
                ChangeStore,
                QueryStore,
                EndpointStore,
                EndpointHealthStore,
                RateStore,
                NodeStore,
                OperationalEventStore,
                OffsetStore,
                QuarantineStore,
                KeyStore,
                RetentionStore,
                AutoCloseable {
    /** The clock of leases and due times, to the millisecond. */
    InstantSource clock();

    /** Proves that a write can be made durable now; throws a {@link StoreUnavailable} that says why not. */
    void checkWritable();

    @Override
    void close();
}
