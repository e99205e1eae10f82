package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
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
import dev.tidings.core.store.TokenKeyStore;
import dev.tidings.core.store.WaitStore;
import dev.tidings.core.tenant.TenantData;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store over JDBC: ports with the same SQL for every database, and ports with database-specific SQL. */
public abstract class JdbcStore implements Store {
    private final Database database;
    private final InstantSource clock;
    private final Own own;
    private final CompleteStore completions;
    private final ExpansionTable expansions;
    private final WriteProbe probe;
    private final MissedDeliveryTable missed;
    private final OperationalEventTable events;
    private final AuditTable audit;
    private final ErasureTable erasures;
    private final EndpointTable endpoints;
    private final EndpointCircuitTable health;
    private final RateTable rates;
    private final WaitTable waits;
    private final NodeStore nodes;
    private final SingletonLeaseTable singletonLeases;
    private final BulkRunTable bulkRuns;
    private final OffsetTable offsets;
    private final QuarantineTable quarantine;
    private final PushTable pushes;
    private final ApiKeyTable keys;
    private final Reencryption secretKeys;
    private final TokenKeyTable tokenKeys;

    /** The ports with database-specific SQL. */
    public record Own(
            JdbcAcceptStore accepts,
            ClaimStore claims,
            CompleteStore completions,
            ChangeStore changes,
            QueryStore queries,
            RetentionStore retention,
            ConcurrencyPermits permits) {}

    /**
     * @param clock to the millisecond; see {@link #toTheMillisecond}
     * @param measured the database's clock, measured with each heartbeat; null for an embedded database
     */
    protected JdbcStore(
            Database database,
            InstantSource clock,
            @Nullable DatabaseClock measured,
            SecretCipher cipher,
            Ids ids,
            Own own) {
        this.database = database;
        this.clock = clock;
        this.own = own;
        this.completions = new SupersedingCompletions(own.completions());
        this.expansions = new ExpansionTable(database, clock, own.accepts());
        this.probe = new WriteProbe(database, clock);
        this.missed = new MissedDeliveryTable(database, clock);
        this.erasures = new ErasureTable(database, clock, own.changes());
        this.events = new OperationalEventTable(database, ids, clock);
        this.audit = new AuditTable(database, ids, clock);
        database.recordIn(audit);
        SecretKeyTable registeredKeys = new SecretKeyTable(database, clock, cipher);
        this.endpoints = new EndpointTable(database, clock, registeredKeys, events);
        this.health = new EndpointCircuitTable(database, clock);
        this.rates = new RateTable(database, clock);
        this.waits = new WaitTable(database, clock);
        NodeStore beats = new NodeTable(database, clock);
        this.nodes = measured == null ? beats : new ClockedNodes(beats, database, measured);
        this.singletonLeases = new SingletonLeaseTable(database, clock);
        this.bulkRuns = new BulkRunTable(database, events, clock);
        this.offsets = new OffsetTable(database, clock);
        this.quarantine = new QuarantineTable(database);
        this.pushes = new PushTable(database, clock);
        this.keys = new ApiKeyTable(database, clock);
        this.tokenKeys = new TokenKeyTable(database, clock, cipher, registeredKeys);
        this.secretKeys = new Reencryption(database, registeredKeys, tokenKeys);
    }

    /** All times of a store are whole milliseconds, as in its tables. */
    protected static InstantSource toTheMillisecond(InstantSource source) {
        return () -> source.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the database, behind the guards of this store, for tables of other modules. */
    public Database database() {
        return database;
    }

    /** Returns the rows of tenants in the tables of this store's ports. */
    public List<TenantData> tenantData() {
        return List.of(
                // First, so that no request of the tenant changes anything meanwhile.
                new TenantTable(database, "api_keys", "id"),
                new TenantNotifications(database, own.permits(), clock),
                // Those that outlived their notification.
                new TenantTable(database, "expansions", "notification_id"),
                new TenantTable(database, "notification_labels", "notification_id"),
                new TenantTable(database, "replacements", "cancel_key"),
                new TenantIdempotency(database),
                new TenantTable(database, "endpoints", "id"),
                new TenantTable(database, "endpoint_circuits", "target"),
                new TenantTable(database, "endpoint_rates", "target"),
                new TenantTable(database, "quarantine", "seq"),
                new TenantTable(database, "bulk_runs", "id"),
                new TenantTable(database, "operational_events", "seq"));
    }

    @Override
    public AcceptStore accepts() {
        return own.accepts();
    }

    @Override
    public ExpansionStore expansions() {
        return expansions;
    }

    @Override
    public ClaimStore claims() {
        return own.claims();
    }

    @Override
    public CompleteStore completions() {
        return completions;
    }

    @Override
    public ChangeStore changes() {
        return own.changes();
    }

    @Override
    public MissedDeliveryStore missedDeliveries() {
        return missed;
    }

    @Override
    public ErasureStore erasures() {
        return erasures;
    }

    @Override
    public QueryStore queries() {
        return own.queries();
    }

    @Override
    public RetentionStore retention() {
        return own.retention();
    }

    @Override
    public PushStore pushes() {
        return pushes;
    }

    @Override
    public EndpointStore endpoints() {
        return endpoints;
    }

    @Override
    public EndpointHealthStore health() {
        return health;
    }

    @Override
    public RateStore rates() {
        return rates;
    }

    @Override
    public WaitStore waits() {
        return waits;
    }

    @Override
    public NodeStore nodes() {
        return nodes;
    }

    @Override
    public SingletonLeaseStore singletonLeases() {
        return singletonLeases;
    }

    @Override
    public BulkRunStore bulkRuns() {
        return bulkRuns;
    }

    @Override
    public OperationalEventStore events() {
        return events;
    }

    @Override
    public AuditStore audit() {
        return audit;
    }

    @Override
    public OffsetStore offsets() {
        return offsets;
    }

    @Override
    public QuarantineStore quarantine() {
        return quarantine;
    }

    @Override
    public KeyStore keys() {
        return keys;
    }

    @Override
    public SecretKeyStore secretKeys() {
        return secretKeys;
    }

    @Override
    public TokenKeyStore tokenKeys() {
        return tokenKeys;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public void addGuard(StoreGuard guard) {
        database.addGuard(guard);
    }

    @Override
    public void checkWritable() {
        probe.run();
    }

    @Override
    public void close() {
        database.close();
    }
}
