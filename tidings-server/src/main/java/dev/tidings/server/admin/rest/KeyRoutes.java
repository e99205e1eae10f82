package dev.tidings.server.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.KeyStore;
import dev.tidings.http.Answers;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonWriter;
import dev.tidings.server.admin.StoreThreads;
import java.io.IOException;

/** {@code GET /v1/keys}: the API keys of a tenant, never their text. They are made and revoked on the data folder. */
public final class KeyRoutes {
    private final KeyStore store;
    private final StoreThreads threads;

    public KeyRoutes(KeyStore store, StoreThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    public HttpService list() {
        return (ctx, request) -> {
            String tenant = Principal.of(ctx).tenant();
            return Answers.of(
                    threads.list(() -> store.keys().stream()
                            .filter(key -> key.tenant().equals(tenant))
                            .toList()),
                    keys -> Answers.json(HttpStatus.OK, json -> json.objects("keys", keys, KeyRoutes::write)));
        };
    }

    private static void write(JsonWriter out, ApiKey key) throws IOException {
        out.text("id", key.id());
        out.text("name", key.name());
        out.texts("scopes", key.scopes().stream().map(Scope::code).sorted().toList());
        out.texts("from", key.limits().networks());
        out.texts("types", key.limits().types());
        out.texts("recipients", key.limits().recipients());
        out.time("created_at", key.createdAt());
        out.time("last_used_at", key.lastUsedAt());
        out.time("expires_at", key.limits().expiresAt());
        out.time("revoked_at", key.revokedAt());
    }
}
