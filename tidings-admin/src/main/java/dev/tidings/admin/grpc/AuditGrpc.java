package dev.tidings.admin.grpc;

import static dev.tidings.admin.grpc.GrpcRequests.optional;
import static dev.tidings.admin.grpc.GrpcRequests.orEmpty;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.admin.AuditCriteria;
import dev.tidings.admin.AuditLog;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.audit.AuditOrigin;
import dev.tidings.http.Paging;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.http.access.Principal;
import dev.tidings.http.export.Exports;
import dev.tidings.v1.AuditFilter;
import dev.tidings.v1.AuditRecord;
import dev.tidings.v1.AuditServiceGrpc;
import dev.tidings.v1.ExportAuditRecordsRequest;
import dev.tidings.v1.ExportAuditRecordsResponse;
import dev.tidings.v1.ListAuditRecordsRequest;
import dev.tidings.v1.ListAuditRecordsResponse;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.AuditService. */
public final class AuditGrpc extends AuditServiceGrpc.AuditServiceImplBase {
    private final AuditLog log;
    private final Exports exports;

    public AuditGrpc(AuditLog log, Exports exports) {
        this.log = log;
        this.exports = exports;
    }

    @Override
    public void listAuditRecords(ListAuditRecordsRequest request, StreamObserver<ListAuditRecordsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> log.list(
                                reader(),
                                criteria(request.getFilter()),
                                Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListAuditRecordsResponse.newBuilder()
                                .addAllRecords(
                                        page.items().stream().map(AuditGrpc::of).toList())
                                .setNextCursor(orEmpty(page.next()))
                                .build()));
    }

    @Override
    public void exportAuditRecords(ExportAuditRecordsRequest request, StreamObserver<ExportAuditRecordsResponse> out) {
        Principal reader = reader();
        exports.stream(
                out,
                written -> ExportAuditRecordsResponse.newBuilder()
                        .setRecord(of(written))
                        .build(),
                () -> log.export(reader, criteria(request.getFilter())));
    }

    private static Principal reader() {
        return Principal.of(ServiceRequestContext.current());
    }

    private static AuditCriteria criteria(AuditFilter filter) {
        return new AuditCriteria(
                optional(filter.getTenant()),
                optional(filter.getActor()),
                optional(filter.getAction()),
                optional(filter.getObject()),
                optional(filter.getRecipient()),
                filter.hasSince() ? Timestamps.instant("filter.since", filter.getSince()) : null,
                filter.hasUntil() ? Timestamps.instant("filter.until", filter.getUntil()) : null);
    }

    private static AuditRecord of(dev.tidings.core.audit.AuditRecord written) {
        AuditChange change = written.change();
        AuditOrigin origin = written.origin();
        return AuditRecord.newBuilder()
                .setId(written.id())
                .setAt(Timestamps.of(written.at()))
                .setTenant(change.tenant())
                .setAction(change.action())
                .setObject(change.object())
                .setBefore(orEmpty(change.before()))
                .setAfter(orEmpty(change.after()))
                .setCut(change.cut())
                .setActor(origin.actor())
                .setActorName(orEmpty(origin.actorName()))
                .setActorTenant(origin.tenant())
                .setSource(origin.source().code())
                .setAddress(orEmpty(origin.address()))
                .setUserAgent(orEmpty(origin.userAgent()))
                .setRequestId(orEmpty(origin.requestId()))
                .build();
    }
}
