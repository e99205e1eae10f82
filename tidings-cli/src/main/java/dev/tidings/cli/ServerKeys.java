package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Manages the keys of one tenant through a running server, whose refusals are rethrown. */
public final class ServerKeys implements ManagedKeys {
    private static final String KEYS = "/v1/keys";

    private final ApiClient api;

    public ServerKeys(ApiClient api) {
        this.api = api;
    }

    @Override
    public JsonNode create(@Nullable String tenant, String name, Set<Scope> scopes, KeyLimits limits) {
        if (tenant != null) {
            throw new UsageError("--tenant cannot be used with --server: the new key belongs to the tenant of --key");
        }
        ObjectNode body = ApiClient.JSON.createObjectNode().put("name", name);
        scopes.stream().map(Scope::code).sorted().forEach(body.putArray("scopes")::add);
        limits.networks().forEach(body.putArray("from")::add);
        limits.types().forEach(body.putArray("types")::add);
        limits.recipients().forEach(body.putArray("recipients")::add);
        if (limits.expiresAt() != null) {
            body.put("expires_at", limits.expiresAt().toString());
        }
        return api.post(KEYS, body);
    }

    @Override
    public List<JsonNode> list() {
        List<JsonNode> all = new ArrayList<>();
        var _ = new Listing(api, KEYS, "keys").each(Map.of(), Integer.MAX_VALUE, all::add);
        return all;
    }

    @Override
    public boolean revoke(String id) {
        var _ = api.delete(KEYS + "/" + ApiClient.segment(id));
        return true;
    }

    @Override
    public boolean expire(String id, Instant at) {
        var _ = api.post(
                KEYS + "/" + ApiClient.segment(id) + ":set-expiry",
                ApiClient.JSON.createObjectNode().put("expires_at", at.toString()));
        return true;
    }

    @Override
    public void close() {
        api.close();
    }
}
