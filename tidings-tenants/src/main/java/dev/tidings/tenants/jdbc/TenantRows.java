package dev.tidings.tenants.jdbc;

import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.tenants.Tenant;
import dev.tidings.tenants.TenantSettings;
import dev.tidings.tenants.TenantStatus;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Binds and reads the columns of tenants. */
final class TenantRows {
    private TenantRows() {}

    static Tenant stored(ResultSet row) throws SQLException {
        TenantQuotas quotas = new TenantQuotas(
                Columns.longOrNull(row, "intents_per_second"),
                Columns.longOrNull(row, "waiting_deliveries"),
                Columns.longOrNull(row, "endpoints"),
                Columns.longOrNull(row, "stored_bytes"));
        return new Tenant(
                row.getString("tenant"),
                new TenantSettings(row.getString("display_name"), row.getInt("weight"), quotas),
                TenantStatus.of(row.getString("status")),
                Columns.timeOrNull(row, "suspended_at"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"),
                row.getLong("version"));
    }

    /** Reads a tenant that may have no row. */
    static Tenant known(ResultSet row) throws SQLException {
        return Columns.longOrNull(row, "version") == null ? Tenant.implied(row.getString("tenant")) : stored(row);
    }

    static Binding bind(Binding binding, Tenant tenant) throws SQLException {
        TenantSettings settings = tenant.settings();
        TenantQuotas quotas = settings.quotas();
        return binding.text("tenant", tenant.id())
                .text("displayName", settings.displayName())
                .text("status", tenant.status().code())
                .number("weight", settings.weight())
                .number("intentsPerSecond", quotas.intentsPerSecond())
                .number("waitingDeliveries", quotas.waitingDeliveries())
                .number("endpoints", quotas.endpoints())
                .number("storedBytes", quotas.storedBytes())
                .time("suspendedAt", tenant.suspendedAt());
    }

    static TenantUsage usage(ResultSet row) throws SQLException {
        return new TenantUsage(
                row.getString("tenant"),
                row.getLong("waiting_deliveries"),
                row.getLong("stored_bytes"),
                Columns.time(row, "counted_at"));
    }
}
