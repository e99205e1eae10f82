package dev.tidings.catalog;

import dev.tidings.core.routing.DefaultChannels;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of all types, in memory. Looking up a rule reads no store: a refresh brings what other nodes changed, and a
 * change of this node refreshes its own tenant.
 */
public final class CachedCatalog implements DefaultChannels {
    /** The maximum number of types of a tenant in any configuration. */
    public static final int MOST_TYPES = 10_000;

    private static final int PAGE = 1_000;

    private final TypeStore store;
    /** Replaced as a whole by refreshes, which take turns. */
    private volatile Map<String, Tenant> tenants = Map.of();

    private record Tenant(long version, Map<String, TypeRule> rules) {}

    public CachedCatalog(TypeStore store) {
        this.store = store;
    }

    /** Returns the rule of a type; null if it is not in the catalogue. */
    public @Nullable TypeRule rule(String tenant, String type) {
        Tenant known = tenants.get(tenant);
        return known == null ? null : known.rules().get(type);
    }

    @Override
    public Optional<List<String>> of(String tenant, String type) {
        TypeRule rule = rule(tenant, type);
        return rule == null || rule.channels().isEmpty() ? Optional.empty() : Optional.of(rule.channels());
    }

    /** Reads the catalogues that changed since the last refresh. Blocks. */
    public void refresh() {
        Set<String> listed = new HashSet<>();
        String after = "";
        List<CatalogVersion> page;
        do {
            page = store.versions(after, PAGE);
            for (CatalogVersion current : page) {
                Tenant known = tenants.get(current.tenant());
                if (known == null || known.version() != current.version()) {
                    refresh(current.tenant());
                }
                listed.add(current.tenant());
                after = current.tenant();
            }
        } while (page.size() == PAGE);
        for (String tenant : tenants.keySet()) {
            if (!listed.contains(tenant)) {
                refresh(tenant);
            }
        }
    }

    /** Reads the catalogue of one tenant. One at a time, so that a slow read never replaces a newer one. Blocks. */
    public synchronized void refresh(String tenant) {
        TypeStore.Rules read = store.rules(tenant, MOST_TYPES);
        Map<String, Tenant> changed = new HashMap<>(tenants);
        if (read.version() == TypeStore.NEW) {
            changed.remove(tenant);
        } else {
            Map<String, TypeRule> rules =
                    read.rules().stream().collect(Collectors.toUnmodifiableMap(TypeRule::name, Function.identity()));
            changed.put(tenant, new Tenant(read.version(), rules));
        }
        tenants = Map.copyOf(changed);
    }
}
