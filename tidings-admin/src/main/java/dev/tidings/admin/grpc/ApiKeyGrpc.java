package dev.tidings.admin.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.Page;
import dev.tidings.http.Paging;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.http.access.Principal;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.v1.ApiKey;
import dev.tidings.v1.ApiKeyServiceGrpc;
import dev.tidings.v1.CreateApiKeyRequest;
import dev.tidings.v1.CreateApiKeyResponse;
import dev.tidings.v1.GetApiKeyRequest;
import dev.tidings.v1.GetApiKeyResponse;
import dev.tidings.v1.ListApiKeysRequest;
import dev.tidings.v1.ListApiKeysResponse;
import dev.tidings.v1.RevokeApiKeyRequest;
import dev.tidings.v1.RevokeApiKeyResponse;
import dev.tidings.v1.SetApiKeyExpiryRequest;
import dev.tidings.v1.SetApiKeyExpiryResponse;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Serves tidings.v1.ApiKeyService. */
public final class ApiKeyGrpc extends ApiKeyServiceGrpc.ApiKeyServiceImplBase {
    private static final String SCOPE = "SCOPE_";

    private final TenantKeys keys;

    public ApiKeyGrpc(TenantKeys keys) {
        this.keys = keys;
    }

    @Override
    public void createApiKey(CreateApiKeyRequest request, StreamObserver<CreateApiKeyResponse> out) {
        UnaryCalls.answer(
                out,
                () -> keys.create(principal(), asked(request))
                        .thenApply(created -> CreateApiKeyResponse.newBuilder()
                                .setKey(of(created.key()))
                                .setText(created.text().reveal())
                                .build()));
    }

    private static TenantKeys.NewKey asked(CreateApiKeyRequest request) {
        return new TenantKeys.NewKey(
                request.getName(),
                scopes(request.getScopesList()),
                new KeyLimits(
                        request.hasExpiresAt() ? Timestamps.instant("expires_at", request.getExpiresAt()) : null,
                        request.getFromList(),
                        request.getTypesList(),
                        request.getRecipientsList()));
    }

    @Override
    public void getApiKey(GetApiKeyRequest request, StreamObserver<GetApiKeyResponse> out) {
        UnaryCalls.answer(
                out,
                () -> keys.find(GrpcRequests.tenant(), request.getKeyId())
                        .thenApply(key ->
                                GetApiKeyResponse.newBuilder().setKey(of(key)).build()));
    }

    @Override
    public void listApiKeys(ListApiKeysRequest request, StreamObserver<ListApiKeysResponse> out) {
        UnaryCalls.answer(
                out,
                () -> list(Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListApiKeysResponse.newBuilder()
                                .addAllKeys(page.map(ApiKeyGrpc::of).items())
                                .setNextCursor(GrpcRequests.orEmpty(page.next()))
                                .build()));
    }

    @Override
    public void revokeApiKey(RevokeApiKeyRequest request, StreamObserver<RevokeApiKeyResponse> out) {
        UnaryCalls.answer(
                out,
                () -> keys.revoke(principal(), request.getKeyId())
                        .thenApply(gone -> RevokeApiKeyResponse.getDefaultInstance()));
    }

    @Override
    public void setApiKeyExpiry(SetApiKeyExpiryRequest request, StreamObserver<SetApiKeyExpiryResponse> out) {
        UnaryCalls.answer(out, () -> {
            if (!request.hasExpiresAt()) {
                throw Problem.invalid("expires_at", null, "a future time").exception();
            }
            return keys.expire(
                            principal(), request.getKeyId(), Timestamps.instant("expires_at", request.getExpiresAt()))
                    .thenApply(key ->
                            SetApiKeyExpiryResponse.newBuilder().setKey(of(key)).build());
        });
    }

    private CompletableFuture<Page<dev.tidings.core.access.ApiKey>> list(Paging paging) {
        return keys.list(GrpcRequests.tenant(), paging);
    }

    private static Principal principal() {
        return Principal.of(ServiceRequestContext.current());
    }

    private static ApiKey of(dev.tidings.core.access.ApiKey key) {
        ApiKey.Builder shown = ApiKey.newBuilder()
                .setId(key.id())
                .setTenant(key.tenant())
                .setName(key.name())
                .addAllScopes(key.scopes().stream()
                        .sorted()
                        .map(scope -> ApiKey.Scope.valueOf(SCOPE + scope.name()))
                        .toList())
                .addAllFrom(key.limits().networks())
                .addAllTypes(key.limits().types())
                .addAllRecipients(key.limits().recipients())
                .setCreatedAt(Timestamps.of(key.createdAt()));
        if (key.lastUsedAt() != null) {
            shown.setLastUsedAt(Timestamps.of(key.lastUsedAt()));
        }
        if (key.limits().expiresAt() != null) {
            shown.setExpiresAt(Timestamps.of(key.limits().expiresAt()));
        }
        if (key.revokedAt() != null) {
            shown.setRevokedAt(Timestamps.of(key.revokedAt()));
        }
        return shown.build();
    }

    private static Set<Scope> scopes(List<ApiKey.Scope> asked) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (int i = 0; i < asked.size(); i++) {
            String name = asked.get(i).name();
            String field = "scopes[" + i + "]";
            scopes.add(Arrays.stream(Scope.values())
                    .filter(scope -> name.equals(SCOPE + scope.name()))
                    .findFirst()
                    .orElseThrow(() -> Problem.invalid(field, name, "a scope").exception()));
        }
        return scopes;
    }
}
