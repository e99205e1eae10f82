package dev.tidings.tenants.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Timestamps;
import dev.tidings.http.access.Principal;
import dev.tidings.tenants.ShownTenant;
import dev.tidings.tenants.TenantPatch;
import dev.tidings.tenants.TenantSettings;
import dev.tidings.v1.CreateTenantRequest;
import dev.tidings.v1.Tenant;
import dev.tidings.v1.TenantUsage;
import dev.tidings.v1.UpdateTenantRequest;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Converts tenants to and from messages. */
final class TenantProto {
    private TenantProto() {}

    static Principal caller() {
        return Principal.of(ServiceRequestContext.current());
    }

    static Tenant of(ShownTenant shown) {
        dev.tidings.tenants.Tenant tenant = shown.tenant();
        Tenant.Builder message = Tenant.newBuilder()
                .setTenant(tenant.id())
                .setDisplayName(tenant.settings().displayName())
                .setStatus(tenant.status().code())
                .setWeight(tenant.settings().weight())
                .setQuotas(message(tenant.settings().quotas(), true))
                .setLimits(message(shown.limits(), false))
                .setEtag(IfMatch.tag(tenant.version()));
        if (shown.endpoints() != null || shown.usage() != null) {
            message.setUsage(usage(shown));
        }
        if (tenant.suspendedAt() != null) {
            message.setSuspendedAt(Timestamps.of(tenant.suspendedAt()));
        }
        if (tenant.createdAt() != null) {
            message.setCreatedAt(Timestamps.of(tenant.createdAt()));
        }
        if (tenant.updatedAt() != null) {
            message.setUpdatedAt(Timestamps.of(tenant.updatedAt()));
        }
        return message.build();
    }

    private static TenantUsage usage(ShownTenant shown) {
        TenantUsage.Builder usage = TenantUsage.newBuilder();
        if (shown.endpoints() != null) {
            usage.setEndpoints(shown.endpoints());
        }
        if (shown.usage() != null) {
            usage.setWaitingDeliveries(shown.usage().waitingDeliveries())
                    .setStoredBytes(shown.usage().storedBytes())
                    .setCountedAt(Timestamps.of(shown.usage().countedAt()));
        }
        return usage.build();
    }

    /** @param unlimited whether a quota without a limit is set */
    private static dev.tidings.v1.TenantQuotas message(TenantQuotas quotas, boolean unlimited) {
        dev.tidings.v1.TenantQuotas.Builder message = dev.tidings.v1.TenantQuotas.newBuilder();
        set(quotas.intentsPerSecond(), unlimited, message::setIntentsPerSecond);
        set(quotas.waitingDeliveries(), unlimited, message::setWaitingDeliveries);
        set(quotas.endpoints(), unlimited, message::setEndpoints);
        set(quotas.storedBytes(), unlimited, message::setStoredBytes);
        return message.build();
    }

    private static void set(@Nullable Long quota, boolean unlimited, LongConsumer field) {
        if (quota != null && (unlimited || TenantQuotas.limits(quota))) {
            field.accept(quota);
        }
    }

    private static TenantQuotas quotas(dev.tidings.v1.TenantQuotas message) {
        return new TenantQuotas(
                message.hasIntentsPerSecond() ? message.getIntentsPerSecond() : null,
                message.hasWaitingDeliveries() ? message.getWaitingDeliveries() : null,
                message.hasEndpoints() ? message.getEndpoints() : null,
                message.hasStoredBytes() ? message.getStoredBytes() : null);
    }

    static TenantSettings settings(CreateTenantRequest request) {
        return new TenantSettings(
                request.getDisplayName(),
                request.getWeight() == 0 ? TenantWeights.DEFAULT : request.getWeight(),
                quotas(request.getQuotas()));
    }

    static TenantPatch patch(UpdateTenantRequest request) {
        return before -> new TenantSettings(
                request.hasDisplayName() ? request.getDisplayName() : before.displayName(),
                request.hasWeight() ? request.getWeight() : before.weight(),
                request.hasQuotas() ? quotas(request.getQuotas()) : before.quotas());
    }
}
