package dev.tidings.admin;

import dev.tidings.core.access.Scope;
import dev.tidings.core.audit.AuditFilter;
import dev.tidings.core.audit.AuditOrigin;
import dev.tidings.core.audit.AuditRecord;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.AuditStore;
import dev.tidings.core.store.Page;
import dev.tidings.http.Paging;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.access.Principal;
import dev.tidings.http.export.ExportPart;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists and exports the audit log. */
public final class AuditLog {
    private final AuditStore store;
    private final StoreThreads threads;

    public AuditLog(AuditStore store, StoreThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    /** Lists records, newest first. */
    public CompletableFuture<Page<AuditRecord>> list(Principal reader, AuditCriteria criteria, Paging paging) {
        AuditFilter filter = criteria.filter(reader.tenant());
        boolean ofServer = reader.allowedAny(List.of(Scope.SYSTEM));
        if (!filter.tenant().equals(reader.tenant()) && !ofServer) {
            throw Problem.at(
                            ProblemCode.PERMISSION_DENIED,
                            "tenant",
                            filter.tenant(),
                            reader.tenant() + ", the tenant of the API key, or a key that also has the scope system")
                    .exception();
        }
        return threads.list(() -> store.records(filter, paging.cursor(), paging.limit())
                .map(written ->
                        ofServer || written.origin().tenant().equals(reader.tenant()) ? written : shown(written)));
    }

    /** Lists all records, newest first. */
    public CompletableFuture<ExportPart<AuditRecord>> export(Principal reader, AuditCriteria criteria) {
        return ExportPart.ofPages(cursor -> list(reader, criteria, new Paging(cursor, Paging.EXPORT_LIMIT)));
    }

    /** A tenant sees who operates the server, but not from where. */
    private static AuditRecord shown(AuditRecord written) {
        AuditOrigin origin = written.origin();
        return new AuditRecord(
                written.id(),
                written.at(),
                new AuditOrigin(origin.tenant(), origin.actor(), null, origin.source(), null, null, origin.requestId()),
                written.change());
    }
}
