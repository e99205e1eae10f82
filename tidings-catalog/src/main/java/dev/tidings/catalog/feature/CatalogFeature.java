package dev.tidings.catalog.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.catalog.CachedCatalog;
import dev.tidings.catalog.CatalogPolicy;
import dev.tidings.catalog.TypeCheck;
import dev.tidings.catalog.TypeService;
import dev.tidings.catalog.TypeStore;
import dev.tidings.catalog.ViolationLog;
import dev.tidings.catalog.grpc.TypeAdminGrpc;
import dev.tidings.catalog.grpc.TypeGrpc;
import dev.tidings.catalog.rest.TypeRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.core.intent.IntentTypes;
import dev.tidings.core.routing.DefaultChannels;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.time.Ticker;
import dev.tidings.http.Paging;
import dev.tidings.http.PeriodicTask;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import java.time.Duration;
import java.util.concurrent.Executor;

/** The catalogue: checks of intents, and its edges. */
public final class CatalogFeature implements Feature {
    private static final String ALL = "/v1/types";
    private static final String ONE = ALL + "/{name}";

    /** How often the changes of other nodes are read. */
    private static final Duration REFRESHED_EVERY = Duration.ofSeconds(1);

    private final CachedCatalog catalog;
    private final TypeCheck check;
    private final TypeService types;
    private final PeriodicTask refresh;

    /**
     * Reads the catalogue; blocks.
     *
     * @param slow runs checks of payloads that may take long
     */
    public CatalogFeature(
            TypeStore store,
            CatalogPolicy policy,
            StoreThreads threads,
            Executor slow,
            Ticker ticker,
            EngineListener listener) {
        this.catalog = new CachedCatalog(store);
        this.check = new TypeCheck(
                catalog, store, policy.refusesUnknown(), threads, slow, new ViolationLog(ticker), listener);
        this.types = new TypeService(store, catalog, threads, policy);
        this.refresh = new PeriodicTask(
                "refreshing the types catalogue", REFRESHED_EVERY, catalog::refresh, threads.reads(), threads.timer());
        // The port opens before features start, and the first intent is checked like all others.
        refreshNow();
    }

    /** Checks intents when they are accepted. */
    public IntentTypes check() {
        return check;
    }

    public DefaultChannels defaultChannels() {
        return catalog;
    }

    /** Reads what other nodes changed. Blocks. */
    public void refreshNow() {
        catalog.refresh();
    }

    @Override
    public void start() {
        refresh.start();
    }

    @Override
    public void stop() {
        refresh.stop();
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        TypeRoutes rest = new TypeRoutes(types);
        routes.add(HttpMethod.GET, ALL, Paging.PARAMETERS, rest.list(), Scope.PRODUCE, Scope.OPERATE);
        routes.add(HttpMethod.GET, ALL + ":asyncapi", rest.asyncApi(), Scope.PRODUCE, Scope.OPERATE);
        routes.add(HttpMethod.GET, ONE, rest.get(), Scope.PRODUCE, Scope.OPERATE);
        routes.operate(HttpMethod.PUT, ONE, rest.put());
        routes.operate(HttpMethod.DELETE, ONE, rest.delete());
        routes.add(new TypeGrpc(types), Scope.PRODUCE, Scope.OPERATE);
        routes.add(new TypeAdminGrpc(types), Scope.OPERATE);
    }
}
