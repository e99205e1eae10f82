package dev.tidings.admin.rest;

import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.DeliveryService;
import dev.tidings.admin.NotificationService;
import dev.tidings.http.access.Principal;
import dev.tidings.http.export.Exports;

/** Exports whole lists as files: JSON lines with the objects of the list, or CSV. */
public final class ListExportRoutes {
    private final Exports exports;

    public ListExportRoutes(Exports exports) {
        this.exports = exports;
    }

    public HttpService of(DeliveryService deliveries) {
        return (ctx, request) -> {
            ListParameters query = ListParameters.of(ctx);
            return exports.respond(
                    ctx,
                    "deliveries",
                    ExportFormat.encoding(ctx, request, DeliveryJson::write, DeliveryTable.COLUMNS),
                    () -> deliveries.export(query.filter(Principal.of(ctx).tenant()), query.waitingFor()));
        };
    }

    public HttpService of(NotificationService notifications) {
        return (ctx, request) -> {
            ListParameters query = ListParameters.of(ctx);
            return exports.respond(
                    ctx,
                    "notifications",
                    ExportFormat.encoding(ctx, request, NotificationRoutes::write, NotificationTable.COLUMNS),
                    () -> notifications.export(query.filter(Principal.of(ctx).tenant())));
        };
    }
}
