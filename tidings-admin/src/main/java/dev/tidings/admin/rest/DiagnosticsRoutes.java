package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.DiagnosticsService;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;

/** {@code GET /v1/quarantine} and {@code GET /v1/operational-events}. */
public final class DiagnosticsRoutes {
    private final DiagnosticsService diagnostics;

    public DiagnosticsRoutes(DiagnosticsService diagnostics) {
        this.diagnostics = diagnostics;
    }

    public HttpService quarantine() {
        return (ctx, request) -> RestResponses.of(
                diagnostics.quarantined(
                        Principal.of(ctx).tenant(), ListParameters.of(ctx).paging()),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("items", page.items(), (out, item) -> {
                        out.text("id", item.id());
                        out.text("source", item.source());
                        out.text("position", item.position());
                        out.text("reason", item.reason());
                        out.bytes("raw_base64", item.raw());
                        out.time("at", item.at());
                    });
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService events() {
        return (ctx, request) -> RestResponses.of(
                diagnostics.events(
                        Principal.of(ctx).tenant(), ListParameters.of(ctx).paging()),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("events", page.items(), (out, event) -> {
                        out.text("id", event.id());
                        out.text("kind", event.kind());
                        out.text("subject", event.subject());
                        out.text("message", event.message());
                        out.time("at", event.at());
                    });
                    json.text("next_cursor", page.next());
                }));
    }
}
