package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.SecretKeyService;
import dev.tidings.admin.grpc.ApiKeyGrpc;
import dev.tidings.admin.grpc.SystemKeyGrpc;
import dev.tidings.admin.rest.SecretKeyRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.http.Paging;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.http.access.TokenKeyRing;
import dev.tidings.http.access.rest.KeyRoutes;
import dev.tidings.http.access.rest.TokenKeyRoutes;
import dev.tidings.http.access.rest.TokenRoutes;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import java.time.Duration;
import java.time.InstantSource;

/** Tokens of subscribers, the API keys of a tenant, and the keys that serve all tenants. */
final class KeyFeature implements Feature {
    private final TokenRoutes tokens;
    private final TenantKeys tenantKeys;
    private final SecretKeyService secretKeys;
    private final TokenKeyRing tokenKeys;
    private final Duration longestTokenTtl;
    private final InstantSource clock;

    /** @param longestTokenTtl the maximum lifetime of a token */
    KeyFeature(
            TokenRoutes tokens,
            TenantKeys tenantKeys,
            SecretKeyService secretKeys,
            TokenKeyRing tokenKeys,
            Duration longestTokenTtl,
            InstantSource clock) {
        this.tokens = tokens;
        this.tenantKeys = tenantKeys;
        this.secretKeys = secretKeys;
        this.tokenKeys = tokenKeys;
        this.longestTokenTtl = longestTokenTtl;
        this.clock = clock;
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        // Only callers that may read all events may give others access to those of one recipient.
        routes.add(HttpMethod.POST, "/v1/tokens", tokens.create(), Scope.SUBSCRIBE);
        KeyRoutes keys = new KeyRoutes(tenantKeys, clock);
        routes.add(HttpMethod.GET, "/v1/keys", Paging.PARAMETERS, keys.list(), Scope.ADMIN);
        routes.add(HttpMethod.POST, "/v1/keys", keys.create(), Scope.ADMIN);
        routes.add(HttpMethod.GET, "/v1/keys/{id}", keys.get(), Scope.ADMIN);
        routes.add(HttpMethod.DELETE, "/v1/keys/{id}", keys.revoke(), Scope.ADMIN);
        routes.add(HttpMethod.POST, "/v1/keys/{id}:set-expiry", keys.setExpiry(), Scope.ADMIN);
        routes.add(new ApiKeyGrpc(tenantKeys), Scope.ADMIN);
        SecretKeyRoutes secrets = new SecretKeyRoutes(secretKeys);
        routes.add(HttpMethod.GET, "/v1/secret-keys", secrets.list(), Scope.SYSTEM);
        routes.add(HttpMethod.POST, "/v1/secret-keys:reencrypt", secrets.reencrypt(), Scope.SYSTEM);
        routes.add(SystemKeyGrpc.secrets(secretKeys), Scope.SYSTEM);
        TokenKeyRoutes signing = new TokenKeyRoutes(tokenKeys, longestTokenTtl);
        routes.add(HttpMethod.GET, "/v1/token-keys", signing.list(), Scope.SYSTEM);
        routes.add(HttpMethod.POST, "/v1/token-keys:rotate", signing.rotate(), Scope.SYSTEM);
        routes.add(SystemKeyGrpc.tokens(tokenKeys, longestTokenTtl), Scope.SYSTEM);
    }
}
