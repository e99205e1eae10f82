package dev.tidings.admin.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.EndpointViews;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.ErasureRuns;
import dev.tidings.admin.ErasureService;
import dev.tidings.admin.RecipientExport;
import dev.tidings.admin.RetrySchedules;
import dev.tidings.admin.grpc.RecipientDataGrpc;
import dev.tidings.admin.rest.ErasureRoutes;
import dev.tidings.admin.rest.RecipientExportRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.recipient.ProfileDirectory;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.Subscriptions;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.engine.erase.EventRemoval;
import dev.tidings.engine.erase.RecipientErasure;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.export.Exports;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** Everything that is known about a recipient: exported and erased. Its routes come before those of profiles. */
public final class RecipientDataFeature implements Feature {
    private static final String ONE = "/v1/recipients/{recipient}";

    private final RecipientExport export;
    private final Exports exports;
    private final ErasureService erasures;

    /** @param events the log of push */
    public RecipientDataFeature(
            Store store,
            ProfileDirectory profiles,
            Subscriptions subscriptions,
            EventLog events,
            EngineView engine,
            AdminEnvironment environment) {
        this.export = new RecipientExport(
                RecipientExport.Ports.of(store, profiles, subscriptions),
                new EndpointViews(
                        store.health(), engine.channels(), new RetrySchedules(engine.retries()), environment.clock()),
                new AddressMasking(engine.channels()),
                environment.stores());
        this.exports = new Exports(environment.clock());
        this.erasures = new ErasureService(
                new ErasureRuns(new RecipientErasure(
                        store.erasures(),
                        subscriptions,
                        new EventRemoval(
                                events, store.erasures(), environment.stores().reads()),
                        environment.stores().writer())),
                environment);
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        routes.export(
                ONE + ":export",
                AcceptedParameters.NONE,
                new RecipientExportRoutes(export, exports).get(),
                Scope.ADMIN);
        routes.add(HttpMethod.DELETE, ONE, new ErasureRoutes(erasures).start(), Scope.ADMIN);
        routes.add(new RecipientDataGrpc(erasures, export, exports), Scope.ADMIN);
    }
}
