package dev.tidings.server.app;

import dev.tidings.audience.CachedRecipients;
import dev.tidings.audience.TopicStore;
import dev.tidings.audience.jdbc.JdbcRecipients;
import dev.tidings.audience.jdbc.JdbcTopics;
import dev.tidings.catalog.TypeStore;
import dev.tidings.catalog.jdbc.JdbcTypes;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.release.Release;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.engine.dispatch.DelayedExecutor;
import dev.tidings.engine.outage.Outage;
import dev.tidings.engine.outage.OutageGuard;
import dev.tidings.engine.outage.StoreWatch;
import dev.tidings.http.ListQueryExecutor;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.Features;
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.StoreSection;
import dev.tidings.server.telemetry.MicrometerEngineListener;
import dev.tidings.server.telemetry.ProcessMeters;
import dev.tidings.server.telemetry.ReplicaMeters;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.tenants.jdbc.JdbcTenants;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** The resources that all features share: folder, store, threads, clocks, ids and metrics. */
final class ServerEnvironment implements Feature {
    private static final int READERS = 4;
    private static final int WRITERS = 4;

    private final Configuration configuration;
    private final Clocks clocks;
    private final UlidIds ids = new UlidIds();
    private final Path folder;
    private final Threads threads;
    private final PrometheusMeterRegistry metrics;
    private final EngineListener listener;
    private final StoreWatch watch;
    private final StoreWriter commits;
    private final StoreThreads storeThreads;
    private final Store store;
    private final JdbcRuntimes runtimes;
    private final TypeStore types;
    private final TopicStore topics;
    private final CachedRecipients recipients;
    private final JdbcTenants tenants;
    private final List<TenantData> tenantData;

    /**
     * Opens all resources. They are closed with the features, even if this throws.
     *
     * @param between wraps the store, for tests
     */
    ServerEnvironment(Configuration configuration, Clocks clocks, UnaryOperator<Store> between, Features features) {
        this.configuration = configuration;
        this.clocks = clocks;
        this.folder = DataFolder.path(configuration.data().dir());
        JdbcStore opened =
                ConfiguredStore.open(configuration, clocks, ids, () -> features.closing(DataFolder.hold(folder)));
        this.store = between.apply(opened);
        this.runtimes = new JdbcRuntimes(opened);
        this.types = new JdbcTypes(opened);
        this.topics = new JdbcTopics(opened);
        this.tenants = new JdbcTenants(opened);
        this.tenantData = TenantParts.of(opened);
        features.closing(store);
        AccessWiring.requireKeysOrLoopback(configuration, store);
        this.threads = features.closing(Threads.start(READERS, ConfiguredStore.listReaders(configuration), writers()));
        this.recipients = new CachedRecipients(new JdbcRecipients(opened), clocks.ticker(), threads.reads());
        this.metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        features.closing(metrics::close);
        features.closing(new ProcessMeters(metrics, Release.version()));
        this.listener = new MicrometerEngineListener(metrics)
                .expecting(StartedChannels.names())
                .expecting(List.of(Router.NO_CHANNEL));
        opened.database().replica().ifPresent(replica -> ReplicaMeters.register(metrics, replica::use));
        this.watch = new StoreWatch(
                store::checkWritable,
                threads.writer(),
                DelayedExecutor.on(threads.timer())::after,
                clocks.clock(),
                clocks.ticker(),
                listener);
        store.addGuard(new OutageGuard(watch));
        this.commits = store.writer(threads.writer());
        this.storeThreads = new StoreThreads(
                threads.reads(),
                listQueries(true),
                listQueries(false),
                watch.guarding(threads.writer()),
                DelayedExecutor.on(threads.timer())::after);
    }

    /** @param mayLag whether a read replica may answer */
    private ListQueryExecutor listQueries(boolean mayLag) {
        return new ListQueryExecutor(
                threads.listQueries(), threads.sends(), configuration.store().listTimeout(), mayLag);
    }

    /** An embedded database has one writing connection; a database server has several. */
    private int writers() {
        return configuration.store().kind() == StoreSection.Kind.SQLITE ? 1 : WRITERS;
    }

    Configuration configuration() {
        return configuration;
    }

    Clocks clocks() {
        return clocks;
    }

    UlidIds ids() {
        return ids;
    }

    /** A token that no other node makes. */
    LeaseToken leaseToken() {
        return new LeaseToken(ids.next(store.clock().instant()));
    }

    /** The name and the duration of this node's leases. */
    LeaseGrant leaseGrant() {
        return new LeaseGrant(
                NodeName.of(configuration), configuration.dispatch().lease());
    }

    Path folder() {
        return folder;
    }

    /** Refuses immediately during an outage. */
    Store store() {
        return store;
    }

    /** Their tables are in the store's database: during an outage they refuse at once too. */
    JdbcRuntimes runtimes() {
        return runtimes;
    }

    /** The types catalogue, in the store's database too. */
    TypeStore types() {
        return types;
    }

    /** Topics, in the store's database too. */
    TopicStore topics() {
        return topics;
    }

    /** Profiles of recipients, in the store's database too. */
    CachedRecipients recipients() {
        return recipients;
    }

    /** Tenants, in the store's database too. */
    JdbcTenants tenants() {
        return tenants;
    }

    /** The rows of tenants in all tables. */
    List<TenantData> tenantData() {
        return tenantData;
    }

    Threads threads() {
        return threads;
    }

    StoreWatch watch() {
        return watch;
    }

    PrometheusMeterRegistry metrics() {
        return metrics;
    }

    EngineListener listener() {
        return listener;
    }

    /** Runs the commits of the hot path on the writer threads; there is one, so that they can share transactions. */
    StoreWriter commits() {
        return commits;
    }

    /** The writer threads, which refuse work during an outage instead of waiting for its end. */
    Executor writer() {
        return storeThreads.writer();
    }

    DelayedExecutor timer() {
        return DelayedExecutor.on(threads.timer());
    }

    /** Where edges use the store. */
    StoreThreads storeThreads() {
        return storeThreads;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.ofNullable(watch.outage()).map(Outage::words);
    }
}
