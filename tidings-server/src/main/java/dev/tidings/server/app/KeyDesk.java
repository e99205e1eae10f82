package dev.tidings.server.app;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.Store;
import dev.tidings.server.access.ApiKeys;
import dev.tidings.server.cli.Host.Keys;
import dev.tidings.server.config.Configuration;
import java.util.List;
import java.util.Set;

/** Keys on the data folder itself; a server may run on it meanwhile. */
record KeyDesk(Store store, ApiKeys keys) implements Keys {
    static KeyDesk open(Configuration configuration, Clocks clocks) {
        DataFolder.prepare(configuration.data().dir().toAbsolutePath());
        UlidIds ids = new UlidIds();
        Store store = Stores.open(configuration, clocks, ids);
        return new KeyDesk(store, new ApiKeys(store, ids, clocks.random(), clocks.clock()));
    }

    @Override
    public Created create(String tenant, String name, Set<Scope> scopes) {
        ApiKeys.Created created = keys.create(name, tenant, scopes);
        return new Created(created.key(), created.text());
    }

    @Override
    public List<ApiKey> list() {
        return keys.list();
    }

    @Override
    public boolean revoke(String id) {
        return keys.revoke(id);
    }

    @Override
    public void close() {
        store.close();
    }
}
