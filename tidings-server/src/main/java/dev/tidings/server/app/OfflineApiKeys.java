package dev.tidings.server.app;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.audit.AuditOrigin;
import dev.tidings.core.audit.AuditSource;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.Store;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.server.command.ServerCommandEnvironment.Keys;
import dev.tidings.server.config.Configuration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Manages API keys in the database directly, also while a server runs on it. Only creating a key creates a
 * database.
 */
final class OfflineApiKeys implements Keys {
    private static final int PAGE = 500;

    private final Configuration configuration;
    private final Clocks clocks;
    private @Nullable Store store;

    private OfflineApiKeys(Configuration configuration, Clocks clocks) {
        this.configuration = configuration;
        this.clocks = clocks;
    }

    static OfflineApiKeys open(Configuration configuration, Clocks clocks) {
        return new OfflineApiKeys(configuration, clocks);
    }

    @Override
    public Created create(String tenant, String name, Set<Scope> scopes, KeyLimits limits) {
        ApiKeys.Created created = local(() -> keys().create(name, tenant, scopes, limits));
        return new Created(created.key(), created.text());
    }

    @Override
    public List<ApiKey> list() {
        List<ApiKey> all = new ArrayList<>();
        if (exists()) {
            String cursor = null;
            do {
                Page<ApiKey> page = keys().list(null, cursor, PAGE);
                all.addAll(page.items());
                cursor = page.next();
            } while (cursor != null);
        }
        return all;
    }

    @Override
    public boolean revoke(String id) {
        return exists() && local(() -> keys().revoke(id));
    }

    @Override
    public boolean expire(String id, Instant at) {
        return exists() && local(() -> keys().expire(id, at));
    }

    private static <T> T local(Supplier<T> change) {
        return new AuditOrigin(
                        Intent.DEFAULT_TENANT,
                        AuditOrigin.LOCAL,
                        System.getProperty("user.name"),
                        AuditSource.CLI,
                        null,
                        null,
                        null)
                .call(change);
    }

    private boolean exists() {
        return store != null || ConfiguredStore.found(configuration).database();
    }

    private ApiKeys keys() {
        UlidIds ids = new UlidIds();
        Store opened = store;
        if (opened == null) {
            opened = ConfiguredStore.open(
                    configuration,
                    clocks,
                    ids,
                    () -> DataFolder.prepare(configuration.data().dir().toAbsolutePath()));
            store = opened;
        }
        return new ApiKeys(opened.keys(), ids, clocks.random(), clocks.clock());
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
