package dev.tidings.tenants.rest;

import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.http.IfMatch;
import dev.tidings.json.JsonWriter;
import dev.tidings.tenants.ShownTenant;
import dev.tidings.tenants.Tenant;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes tenants as JSON. */
final class TenantJson {
    private TenantJson() {}

    static void write(JsonWriter json, ShownTenant shown) throws IOException {
        Tenant tenant = shown.tenant();
        json.text("id", tenant.id());
        json.text("display_name", tenant.settings().displayName());
        json.text("status", tenant.status().code());
        json.number("weight", tenant.settings().weight());
        json.object("quotas", quotas -> quotas(quotas, tenant.settings().quotas(), true));
        json.object("limits", limits -> quotas(limits, shown.limits(), false));
        if (shown.endpoints() != null || shown.usage() != null) {
            json.object("usage", usage -> usage(usage, shown.endpoints(), shown.usage()));
        }
        json.time("suspended_at", tenant.suspendedAt());
        json.time("created_at", tenant.createdAt());
        json.time("updated_at", tenant.updatedAt());
        json.text("etag", IfMatch.tag(tenant.version()));
    }

    /** @param unlimited whether a quota without a limit is written */
    private static void quotas(JsonWriter json, TenantQuotas quotas, boolean unlimited) throws IOException {
        quota(json, "intents_per_second", quotas.intentsPerSecond(), unlimited);
        quota(json, "waiting_deliveries", quotas.waitingDeliveries(), unlimited);
        quota(json, "endpoints", quotas.endpoints(), unlimited);
        quota(json, "stored_bytes", quotas.storedBytes(), unlimited);
    }

    private static void quota(JsonWriter json, String name, @Nullable Long quota, boolean unlimited)
            throws IOException {
        if (quota != null && (unlimited || TenantQuotas.limits(quota))) {
            json.number(name, quota.longValue());
        }
    }

    private static void usage(JsonWriter json, @Nullable Integer endpoints, @Nullable TenantUsage usage)
            throws IOException {
        json.number("endpoints", endpoints);
        if (usage != null) {
            json.number("waiting_deliveries", usage.waitingDeliveries());
            json.number("stored_bytes", usage.storedBytes());
            json.time("counted_at", usage.countedAt());
        }
    }
}
