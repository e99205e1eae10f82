package dev.tidings.admin.rest;

import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.RecipientExport;
import dev.tidings.http.access.Principal;
import dev.tidings.http.export.Exports;
import java.util.Objects;

/** Exports everything that is known about a recipient, as JSON lines. */
public final class RecipientExportRoutes {
    private final RecipientExport recipients;
    private final Exports exports;

    public RecipientExportRoutes(RecipientExport recipients, Exports exports) {
        this.recipients = recipients;
        this.exports = exports;
    }

    public HttpService get() {
        return (ctx, request) -> exports.respond(
                ctx,
                "recipient",
                new RecipientLines(ExportFormat.lines(request)),
                () -> recipients.first(Principal.of(ctx).tenant(), Objects.requireNonNull(ctx.pathParam("recipient"))));
    }
}
