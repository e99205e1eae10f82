package dev.tidings.tenants.grpc;

import dev.tidings.http.IfMatch;
import dev.tidings.http.Paging;
import dev.tidings.http.UnaryCalls;
import dev.tidings.tenants.TenantService;
import dev.tidings.v1.CreateTenantRequest;
import dev.tidings.v1.CreateTenantResponse;
import dev.tidings.v1.DeleteTenantRequest;
import dev.tidings.v1.DeleteTenantResponse;
import dev.tidings.v1.GetTenantRequest;
import dev.tidings.v1.GetTenantResponse;
import dev.tidings.v1.ListTenantsRequest;
import dev.tidings.v1.ListTenantsResponse;
import dev.tidings.v1.ResumeTenantRequest;
import dev.tidings.v1.ResumeTenantResponse;
import dev.tidings.v1.SuspendTenantRequest;
import dev.tidings.v1.SuspendTenantResponse;
import dev.tidings.v1.TenantAdminServiceGrpc;
import dev.tidings.v1.UpdateTenantRequest;
import dev.tidings.v1.UpdateTenantResponse;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.TenantAdminService. */
public final class TenantAdminGrpc extends TenantAdminServiceGrpc.TenantAdminServiceImplBase {
    private final TenantService tenants;

    public TenantAdminGrpc(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public void listTenants(ListTenantsRequest request, StreamObserver<ListTenantsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tenants.list(Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListTenantsResponse.newBuilder()
                                .addAllTenants(page.items().stream()
                                        .map(TenantProto::of)
                                        .toList())
                                .setNextCursor(page.next() == null ? "" : page.next())
                                .build()));
    }

    @Override
    public void getTenant(GetTenantRequest request, StreamObserver<GetTenantResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tenants.find(request.getTenant())
                        .thenApply(tenant -> GetTenantResponse.newBuilder()
                                .setTenant(TenantProto.of(tenant))
                                .build()));
    }

    @Override
    public void createTenant(CreateTenantRequest request, StreamObserver<CreateTenantResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tenants.create(request.getTenant(), TenantProto.settings(request))
                        .thenApply(tenant -> CreateTenantResponse.newBuilder()
                                .setTenant(TenantProto.of(tenant))
                                .build()));
    }

    @Override
    public void updateTenant(UpdateTenantRequest request, StreamObserver<UpdateTenantResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tenants.patch(request.getTenant(), TenantProto.patch(request), IfMatch.of(request.getIfMatch()))
                        .thenApply(tenant -> UpdateTenantResponse.newBuilder()
                                .setTenant(TenantProto.of(tenant))
                                .build()));
    }

    @Override
    public void suspendTenant(SuspendTenantRequest request, StreamObserver<SuspendTenantResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tenants.suspend(request.getTenant(), IfMatch.of(request.getIfMatch()))
                        .thenApply(tenant -> SuspendTenantResponse.newBuilder()
                                .setTenant(TenantProto.of(tenant))
                                .build()));
    }

    @Override
    public void deleteTenant(DeleteTenantRequest request, StreamObserver<DeleteTenantResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tenants.delete(
                                request.getTenant(),
                                IfMatch.of(request.getIfMatch()),
                                TenantProto.caller().tenant(),
                                TenantProto.caller().keyId())
                        .thenApply(run -> DeleteTenantResponse.newBuilder()
                                .setRunId(run.id())
                                .build()));
    }

    @Override
    public void resumeTenant(ResumeTenantRequest request, StreamObserver<ResumeTenantResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tenants.resume(
                                request.getTenant(),
                                IfMatch.of(request.getIfMatch()),
                                TenantProto.caller().keyId())
                        .thenApply(resumed -> ResumeTenantResponse.newBuilder()
                                .setTenant(TenantProto.of(resumed.tenant()))
                                .setRunId(
                                        resumed.run() == null
                                                ? ""
                                                : resumed.run().id())
                                .build()));
    }
}
