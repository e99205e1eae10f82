package dev.tidings.testkit.simulation;

import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.AuditStore;
import dev.tidings.core.store.BulkRunStore;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.ErasureStore;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.store.MissedDeliveryStore;
import dev.tidings.core.store.NodeStore;
import dev.tidings.core.store.OffsetStore;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.core.store.PushStore;
import dev.tidings.core.store.QuarantineStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.RetentionStore;
import dev.tidings.core.store.SecretKeyStore;
import dev.tidings.core.store.SingletonLeaseStore;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreGuard;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.core.store.TokenKeyStore;
import dev.tidings.core.store.WaitStore;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Provides the ports of another store; tests override single ports. */
public class ForwardingStore implements Store {
    private final Store to;

    public ForwardingStore(Store to) {
        this.to = to;
    }

    @Override
    public StoreWriter writer(Executor threads) {
        return to.writer(threads);
    }

    @Override
    public AcceptStore accepts() {
        return to.accepts();
    }

    @Override
    public ExpansionStore expansions() {
        return to.expansions();
    }

    @Override
    public ClaimStore claims() {
        return to.claims();
    }

    @Override
    public CompleteStore completions() {
        return to.completions();
    }

    @Override
    public ChangeStore changes() {
        return to.changes();
    }

    @Override
    public MissedDeliveryStore missedDeliveries() {
        return to.missedDeliveries();
    }

    @Override
    public ErasureStore erasures() {
        return to.erasures();
    }

    @Override
    public QueryStore queries() {
        return to.queries();
    }

    @Override
    public PushStore pushes() {
        return to.pushes();
    }

    @Override
    public EndpointStore endpoints() {
        return to.endpoints();
    }

    @Override
    public EndpointHealthStore health() {
        return to.health();
    }

    @Override
    public RateStore rates() {
        return to.rates();
    }

    @Override
    public WaitStore waits() {
        return to.waits();
    }

    @Override
    public NodeStore nodes() {
        return to.nodes();
    }

    @Override
    public SingletonLeaseStore singletonLeases() {
        return to.singletonLeases();
    }

    @Override
    public BulkRunStore bulkRuns() {
        return to.bulkRuns();
    }

    @Override
    public OperationalEventStore events() {
        return to.events();
    }

    @Override
    public AuditStore audit() {
        return to.audit();
    }

    @Override
    public OffsetStore offsets() {
        return to.offsets();
    }

    @Override
    public QuarantineStore quarantine() {
        return to.quarantine();
    }

    @Override
    public KeyStore keys() {
        return to.keys();
    }

    @Override
    public SecretKeyStore secretKeys() {
        return to.secretKeys();
    }

    @Override
    public TokenKeyStore tokenKeys() {
        return to.tokenKeys();
    }

    @Override
    public RetentionStore retention() {
        return to.retention();
    }

    @Override
    public InstantSource clock() {
        return to.clock();
    }

    @Override
    public void onDue(Consumer<String> listener) {
        to.onDue(listener);
    }

    @Override
    public void wakeOthers(String channel) {
        to.wakeOthers(channel);
    }

    @Override
    public void addGuard(StoreGuard guard) {
        to.addGuard(guard);
    }

    @Override
    public void checkWritable() {
        to.checkWritable();
    }

    @Override
    public void close() {
        to.close();
    }
}
