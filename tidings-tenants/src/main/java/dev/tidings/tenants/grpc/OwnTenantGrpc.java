package dev.tidings.tenants.grpc;

import dev.tidings.http.UnaryCalls;
import dev.tidings.tenants.TenantService;
import dev.tidings.v1.GetOwnTenantRequest;
import dev.tidings.v1.GetOwnTenantResponse;
import dev.tidings.v1.TenantServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.TenantService. */
public final class OwnTenantGrpc extends TenantServiceGrpc.TenantServiceImplBase {
    private final TenantService tenants;

    public OwnTenantGrpc(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public void getOwnTenant(GetOwnTenantRequest request, StreamObserver<GetOwnTenantResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tenants.own(TenantProto.caller().tenant())
                        .thenApply(tenant -> GetOwnTenantResponse.newBuilder()
                                .setTenant(TenantProto.of(tenant))
                                .build()));
    }
}
