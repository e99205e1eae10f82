package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.admin.AuditCriteria;
import dev.tidings.admin.AuditLog;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.audit.AuditOrigin;
import dev.tidings.core.audit.AuditRecord;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.http.export.CsvTable;
import dev.tidings.http.export.CsvTable.Column;
import dev.tidings.http.export.Exports;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.util.List;

/** Serves {@code /v1/audit}. */
public final class AuditRoutes {
    private static final AcceptedParameters CRITERIA =
            AcceptedParameters.of("tenant", "actor", "action", "object", "recipient", "since", "until");

    public static final AcceptedParameters OF_LIST = CRITERIA.and("limit", "cursor");
    public static final AcceptedParameters OF_EXPORT = CRITERIA.and(ExportFormat.PARAMETER);

    /** New columns are added at the right. */
    private static final CsvTable<AuditRecord> COLUMNS = new CsvTable<>(List.of(
            new Column<>("id", AuditRecord::id),
            new Column<>("at", AuditRecord::at),
            new Column<>("tenant", one -> one.change().tenant()),
            new Column<>("action", one -> one.change().action()),
            new Column<>("object", one -> one.change().object()),
            new Column<>("before", one -> one.change().before()),
            new Column<>("after", one -> one.change().after()),
            new Column<>("cut", one -> one.change().cut()),
            new Column<>("actor", one -> one.origin().actor()),
            new Column<>("actor_name", one -> one.origin().actorName()),
            new Column<>("actor_tenant", one -> one.origin().tenant()),
            new Column<>("source", one -> one.origin().source().code()),
            new Column<>("address", one -> one.origin().address()),
            new Column<>("user_agent", one -> one.origin().userAgent()),
            new Column<>("request_id", one -> one.origin().requestId())));

    private final AuditLog log;
    private final Exports exports;

    public AuditRoutes(AuditLog log, Exports exports) {
        this.log = log;
        this.exports = exports;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                log.list(Principal.of(ctx), criteria(ctx), Paging.of(QueryParameters.of(ctx))),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("records", page.items(), AuditRoutes::write);
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService export() {
        return (ctx, request) -> {
            AuditCriteria criteria = criteria(ctx);
            return exports.respond(
                    ctx,
                    "audit",
                    ExportFormat.encoding(ctx, request, AuditRoutes::write, COLUMNS),
                    () -> log.export(Principal.of(ctx), criteria));
        };
    }

    private static AuditCriteria criteria(ServiceRequestContext ctx) {
        QueryParameters query = QueryParameters.of(ctx);
        ListParameters times = ListParameters.of(ctx);
        return new AuditCriteria(
                query.text("tenant"),
                query.text("actor"),
                query.text("action"),
                query.text("object"),
                query.text("recipient"),
                times.time("since"),
                times.time("until"));
    }

    private static void write(JsonWriter json, AuditRecord written) throws IOException {
        AuditChange change = written.change();
        AuditOrigin origin = written.origin();
        json.text("id", written.id());
        json.time("at", written.at());
        json.text("tenant", change.tenant());
        json.text("action", change.action());
        json.text("object", change.object());
        json.raw("before", change.before());
        json.raw("after", change.after());
        json.bool("cut", change.cut());
        json.text("actor", origin.actor());
        json.text("actor_name", origin.actorName());
        json.text("actor_tenant", origin.tenant());
        json.text("source", origin.source().code());
        json.text("address", origin.address());
        json.text("user_agent", origin.userAgent());
        json.text("request_id", origin.requestId());
    }
}
