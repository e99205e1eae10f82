package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.CancellationReporter;
import dev.tidings.admin.DeliveryReplay;
import dev.tidings.admin.DeliveryService;
import dev.tidings.admin.DeliveryWaits;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.ExpansionStop;
import dev.tidings.admin.FilteredRuns;
import dev.tidings.admin.ImmediateRetry;
import dev.tidings.admin.NotificationService;
import dev.tidings.admin.grpc.DeliveryGrpc;
import dev.tidings.admin.grpc.NotificationAdminGrpc;
import dev.tidings.admin.grpc.NotificationGrpc;
import dev.tidings.admin.rest.BulkRoutes;
import dev.tidings.admin.rest.DeliveryRoutes;
import dev.tidings.admin.rest.ListExportRoutes;
import dev.tidings.admin.rest.ListParameters;
import dev.tidings.admin.rest.NotificationRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.http.export.Exports;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** Notifications and deliveries for operators: reading, replaying, retrying and cancelling, one at a time or by filter. */
final class DeliveryFeature implements Feature {
    private final DeliveryService deliveries;
    private final NotificationService notifications;
    private final FilteredRuns replays;
    private final FilteredRuns retries;
    private final FilteredRuns cancellations;
    private final FilteredRuns expirations;
    private final Exports exports;

    /** @param listener notified of deliveries that operators end */
    DeliveryFeature(Store store, EngineView engine, AdminEnvironment environment, EngineListener listener) {
        AddressMasking addresses = new AddressMasking(engine.channels());
        DeliveryService.Ports ports = DeliveryService.Ports.of(store);
        DeliveryReplay replay = new DeliveryReplay(
                ports.changes(),
                store.endpoints(),
                engine.router(),
                engine.dedupedByChannel(),
                environment.ids(),
                environment.clock(),
                engine.wake());
        ImmediateRetry retry = new ImmediateRetry(ports.changes(), environment.random(), engine.wake());
        DeliveryWaits waits = new DeliveryWaits(
                DeliveryWaits.Ports.of(store, environment.tenants().suspensions()),
                engine.channels(),
                environment.clock());
        CancellationReporter cancellation = new CancellationReporter(store.queries(), listener);
        this.deliveries = new DeliveryService(ports, waits, replay, retry, addresses, cancellation, environment);
        this.notifications =
                new NotificationService(store.queries(), store.expansions(), addresses, waits, environment.stores());
        this.exports = new Exports(environment.clock());
        this.replays = FilteredRuns.replays(replay, store.queries(), environment);
        this.retries = FilteredRuns.retries(retry, store.queries(), environment);
        this.expirations = FilteredRuns.expirations(ports.changes(), cancellation, store.queries(), environment);
        this.cancellations = FilteredRuns.cancellations(
                ports.changes(),
                cancellation,
                new ExpansionStop(store.queries(), store.expansions()),
                store.queries(),
                environment);
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        NotificationRoutes notification = new NotificationRoutes(notifications);
        routes.operate(HttpMethod.GET, "/v1/notifications", ListParameters.OF_NOTIFICATIONS, notification.list());
        ListExportRoutes export = new ListExportRoutes(exports);
        routes.export(
                "/v1/notifications:export",
                ListParameters.EXPORT_OF_NOTIFICATIONS,
                export.of(notifications),
                Scope.OPERATE);
        routes.add(HttpMethod.GET, "/v1/notifications/{id}", notification.get(), Scope.PRODUCE, Scope.OPERATE);
        routes.operate(HttpMethod.POST, "/v1/notifications/{id}/expansion:cancel", notification.cancelExpansion());
        DeliveryRoutes delivery = new DeliveryRoutes(deliveries);
        routes.operate(HttpMethod.GET, "/v1/deliveries", ListParameters.OF_DELIVERIES, delivery.list());
        routes.export(
                "/v1/deliveries:export", ListParameters.EXPORT_OF_DELIVERIES, export.of(deliveries), Scope.OPERATE);
        routes.operate(HttpMethod.GET, "/v1/deliveries/{id}", delivery.get());
        routes.operate(HttpMethod.POST, "/v1/deliveries/{id}:replay", delivery.replay());
        routes.operate(HttpMethod.POST, "/v1/deliveries/{id}:retry-now", delivery.retryNow());
        routes.operate(HttpMethod.POST, "/v1/deliveries/{id}:release", delivery.release());
        routes.operate(HttpMethod.POST, "/v1/deliveries/{id}:cancel", delivery.cancel());
        routes.operate(HttpMethod.POST, "/v1/deliveries:replay", new BulkRoutes(replays).start());
        routes.operate(HttpMethod.POST, "/v1/deliveries:cancel", new BulkRoutes(cancellations).start());
        routes.operate(HttpMethod.POST, "/v1/deliveries:expire", new BulkRoutes(expirations).start());
        routes.operate(HttpMethod.POST, "/v1/deliveries:retry-now", new BulkRoutes(retries).start());
        routes.add(new NotificationGrpc(notifications), Scope.PRODUCE, Scope.OPERATE);
        routes.add(new NotificationAdminGrpc(notifications, exports), Scope.OPERATE);
        routes.add(new DeliveryGrpc(deliveries, exports, replays, retries, cancellations, expirations), Scope.OPERATE);
    }
}
