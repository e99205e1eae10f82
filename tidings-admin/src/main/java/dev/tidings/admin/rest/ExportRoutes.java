package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.ExportPart;
import dev.tidings.admin.RecipientExport;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import java.util.Objects;

/** Exports everything that is known about a recipient, as JSON lines. A part is read when the one before it has been sent. */
public final class ExportRoutes {
    private static final MediaType JSON_LINES = MediaType.parse("application/jsonl");

    private final RecipientExport export;

    public ExportRoutes(RecipientExport export) {
        this.export = export;
    }

    public HttpService get() {
        return (ctx, request) -> {
            String tenant = Principal.of(ctx).tenant();
            String recipient = Objects.requireNonNull(ctx.pathParam("recipient"));
            return RestResponses.of(export.first(tenant, recipient), part -> {
                HttpResponseWriter lines = HttpResponse.streaming();
                lines.write(ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(JSON_LINES)
                        .build());
                write(lines, tenant, recipient, part);
                return lines;
            });
        };
    }

    private void write(HttpResponseWriter lines, String tenant, String recipient, ExportPart part) {
        byte[] written = ExportJson.lines(part);
        if (written.length > 0 && !lines.tryWrite(HttpData.wrap(written))) {
            return;
        }
        ExportPart.Next next = part.next();
        if (next == null) {
            lines.close();
            return;
        }
        // Without the line of kind "end", the reader knows that the export is not complete.
        var _ = lines.whenConsumed()
                .thenCompose(consumed -> export.next(tenant, recipient, next))
                .thenAccept(following -> write(lines, tenant, recipient, following))
                .exceptionally(failure -> {
                    lines.close(failure);
                    return null;
                });
    }
}
