package dev.tidings.server.app;

import dev.tidings.audience.jdbc.JdbcRecipients;
import dev.tidings.audience.jdbc.JdbcTopics;
import dev.tidings.catalog.jdbc.JdbcTypes;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.tenants.jdbc.JdbcTenants;
import java.util.ArrayList;
import java.util.List;

/** The rows of tenants in all tables of a store's database, in the order in which a deletion removes them. */
final class TenantParts {
    private TenantParts() {}

    static List<TenantData> of(JdbcStore store) {
        // Runtimes come first, because a live one refuses the deletion before anything is removed.
        List<TenantData> parts = new ArrayList<>(new JdbcRuntimes(store).tenantData());
        parts.addAll(store.tenantData());
        parts.addAll(new JdbcTypes(store).tenantData());
        // After the expansions, which read subscribers.
        parts.add(new JdbcTopics(store).tenantData());
        parts.add(new JdbcRecipients(store).tenantData());
        parts.add(new JdbcTenants(store).usageData());
        return parts;
    }
}
