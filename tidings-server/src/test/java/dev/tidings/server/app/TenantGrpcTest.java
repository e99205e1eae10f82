package dev.tidings.server.app;

import static dev.tidings.server.app.GrpcRefusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.Audience;
import dev.tidings.v1.CreateTenantRequest;
import dev.tidings.v1.DeleteTenantRequest;
import dev.tidings.v1.GetOwnTenantRequest;
import dev.tidings.v1.GetTenantRequest;
import dev.tidings.v1.Intent;
import dev.tidings.v1.IntentServiceGrpc.IntentServiceBlockingStub;
import dev.tidings.v1.ListTenantsRequest;
import dev.tidings.v1.ResumeTenantRequest;
import dev.tidings.v1.SubmitRequest;
import dev.tidings.v1.SuspendTenantRequest;
import dev.tidings.v1.Tenant;
import dev.tidings.v1.TenantAdminServiceGrpc.TenantAdminServiceBlockingStub;
import dev.tidings.v1.TenantQuotas;
import dev.tidings.v1.TenantServiceGrpc.TenantServiceBlockingStub;
import dev.tidings.v1.UpdateTenantRequest;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tenants over gRPC. */
@NeedsServers
class TenantGrpcTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void a_tenant_is_created_changed_listed_and_read() {
        Tenant created = admin().createTenant(CreateTenantRequest.newBuilder()
                        .setTenant("shop")
                        .setDisplayName("Shop")
                        .setQuotas(TenantQuotas.newBuilder().setEndpoints(5).setStoredBytes(0))
                        .build())
                .getTenant();
        assertThat(created.getStatus()).isEqualTo("active");
        assertThat(created.getWeight()).isEqualTo(1);
        assertThat(created.getQuotas().hasStoredBytes()).isTrue();
        assertThat(created.getLimits().hasStoredBytes()).isFalse();
        assertThat(created.getLimits().getEndpoints()).isEqualTo(5);

        Tenant changed = admin().updateTenant(UpdateTenantRequest.newBuilder()
                        .setTenant("shop")
                        .setWeight(3)
                        .setIfMatch(created.getEtag())
                        .build())
                .getTenant();
        assertThat(changed.getWeight()).isEqualTo(3);
        assertThat(changed.getDisplayName()).isEqualTo("Shop");
        assertThat(changed.getQuotas()).isEqualTo(created.getQuotas());
        assertThat(admin().getTenant(
                                GetTenantRequest.newBuilder().setTenant("shop").build())
                        .getTenant())
                .isEqualTo(changed);
        assertThat(admin().listTenants(ListTenantsRequest.getDefaultInstance()).getTenantsList())
                .extracting(Tenant::getTenant)
                .containsExactly("shop");
        assertThat(code(() -> admin().updateTenant(UpdateTenantRequest.newBuilder()
                        .setTenant("shop")
                        .setWeight(4)
                        .setIfMatch(created.getEtag())
                        .build())))
                .isEqualTo(Status.Code.ABORTED);
        assertThat(code(() -> admin().updateTenant(UpdateTenantRequest.newBuilder()
                        .setTenant("shop")
                        .setWeight(0)
                        .build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void a_suspended_tenant_may_not_submit_until_it_is_resumed() {
        assertThat(admin().suspendTenant(SuspendTenantRequest.newBuilder()
                                .setTenant("default")
                                .build())
                        .getTenant()
                        .getStatus())
                .isEqualTo("suspended");
        assertThat(code(TenantGrpcTest::submit)).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(SERVER.grpc(TenantServiceBlockingStub.class)
                        .getOwnTenant(GetOwnTenantRequest.getDefaultInstance())
                        .getTenant()
                        .hasSuspendedAt())
                .isTrue();

        assertThat(admin().resumeTenant(ResumeTenantRequest.newBuilder()
                                .setTenant("default")
                                .build())
                        .getRunId())
                .startsWith("run_");
        submit();
    }

    @Test
    void an_intent_over_a_quota_is_refused_as_exhausted() {
        var _ = admin().updateTenant(UpdateTenantRequest.newBuilder()
                .setTenant("default")
                .setQuotas(TenantQuotas.newBuilder().setIntentsPerSecond(1))
                .build());
        submit();

        assertThat(code(TenantGrpcTest::submit)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void only_a_suspended_tenant_is_deleted() {
        var _ = admin().createTenant(
                        CreateTenantRequest.newBuilder().setTenant("shop").build());
        DeleteTenantRequest deletion =
                DeleteTenantRequest.newBuilder().setTenant("shop").build();
        assertThat(code(() -> admin().deleteTenant(deletion))).isEqualTo(Status.Code.FAILED_PRECONDITION);

        var _ = admin().suspendTenant(
                        SuspendTenantRequest.newBuilder().setTenant("shop").build());
        assertThat(admin().deleteTenant(deletion).getRunId()).startsWith("run_");
    }

    private static void submit() {
        var _ = SERVER.grpc(IntentServiceBlockingStub.class)
                .submit(SubmitRequest.newBuilder()
                        .setIntent(Intent.newBuilder()
                                .setType("order.paid")
                                .setProducer("shop")
                                .setIdempotencyKey("k1")
                                .setAudience(Audience.newBuilder()
                                        .setRecipients(
                                                Audience.Recipients.newBuilder().addIds("user:42"))))
                        .build());
    }

    private static TenantAdminServiceBlockingStub admin() {
        return SERVER.grpc(TenantAdminServiceBlockingStub.class);
    }
}
