package dev.tidings.admin.grpc;

import static dev.tidings.admin.grpc.GrpcRequests.orEmpty;

import dev.tidings.admin.EndpointPatch;
import dev.tidings.admin.EndpointStats;
import dev.tidings.admin.EndpointView;
import dev.tidings.admin.MapPatch;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Timestamps;
import dev.tidings.v1.ConsecutiveFailures;
import dev.tidings.v1.Endpoint;
import dev.tidings.v1.EndpointAuth;
import dev.tidings.v1.EndpointTestResult;
import dev.tidings.v1.GetEndpointStatsResponse;
import dev.tidings.v1.PatchEndpointRequest;
import dev.tidings.v1.SigningKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts endpoints; all secrets are masked. */
final class EndpointProto {
    private EndpointProto() {}

    static Endpoint of(EndpointView view) {
        dev.tidings.core.endpoint.Endpoint endpoint = view.endpoint();
        Endpoint.Builder message = Endpoint.newBuilder()
                .setId(endpoint.id().value())
                .setRecipient(endpoint.key().recipient())
                .setChannel(endpoint.key().channel())
                .setName(endpoint.key().name())
                .addAllTypes(endpoint.types().patterns())
                .putAllMetadata(endpoint.metadata())
                .setAddress(endpoint.address())
                .setEnabled(endpoint.enabled())
                .setHealth(view.health().code())
                .setDisabledReason(orEmpty(endpoint.disabledReason()))
                .setHasSecret(!endpoint.secrets().isEmpty())
                .setHasBearerToken(endpoint.auth() instanceof dev.tidings.core.endpoint.EndpointAuth.Bearer)
                .addAllSecrets(
                        endpoint.secrets().stream().map(EndpointProto::of).toList())
                .setAuth(of(endpoint.auth()))
                .putAllSettings(endpoint.settings())
                .addAllRetrySchedule(
                        view.retrySchedule().stream().map(Timestamps::duration).toList())
                .setCreatedAt(Timestamps.of(endpoint.createdAt()))
                .setUpdatedAt(Timestamps.of(endpoint.updatedAt()))
                .setEtag(IfMatch.tag(endpoint.version()));
        if (endpoint.pausedUntil() != null) {
            message.setPausedUntil(Timestamps.of(endpoint.pausedUntil()));
        }
        EndpointView.Block block = view.block();
        if (block != null) {
            Endpoint.Block.Builder blocked = Endpoint.Block.newBuilder()
                    .setReason(block.reason().code())
                    .setCircuit(block.circuit().code())
                    .setOpened(block.opened());
            if (block.until() != null) {
                blocked.setUntil(Timestamps.of(block.until()));
            }
            message.setBlocked(blocked);
        }
        if (endpoint.failures() != null) {
            message.setFailures(of(endpoint.failures()));
        }
        if (endpoint.lastTest() != null) {
            message.setLastTest(of(endpoint.lastTest()));
        }
        return message.build();
    }

    private static ConsecutiveFailures of(dev.tidings.core.endpoint.ConsecutiveFailures failures) {
        return ConsecutiveFailures.newBuilder()
                .setSince(Timestamps.of(failures.since()))
                .setAttempts(failures.attempts())
                .build();
    }

    static GetEndpointStatsResponse of(EndpointStats stats) {
        GetEndpointStatsResponse.Builder message = GetEndpointStatsResponse.newBuilder()
                .setEndpointId(stats.id().value())
                .setSince(Timestamps.of(stats.since()))
                .setComplete(stats.complete())
                .setCircuit(stats.circuit().code());
        stats.counts().forEach((status, count) -> message.putDeliveries(status.code(), count));
        if (stats.latency() != null) {
            message.setP50(Timestamps.duration(stats.latency().p50()))
                    .setP95(Timestamps.duration(stats.latency().p95()));
        }
        if (stats.failures() != null) {
            message.setConsecutiveFailures(of(stats.failures()));
        }
        return message.build();
    }

    static EndpointPatch of(PatchEndpointRequest request) {
        dev.tidings.core.endpoint.EndpointAuth auth = auth(request.getAuth());
        return new EndpointPatch(
                request.getAddress().isEmpty() ? null : request.getAddress(),
                request.hasTypes() ? new TypeFilter(request.getTypes().getPatternsList()) : null,
                values("metadata", request.getSetMetadataMap(), request.getRemoveMetadataList()),
                request.hasEnabled() ? request.getEnabled() : null,
                request.getSecret().isEmpty() ? null : new Secret(request.getSecret()),
                auth == null ? null : present -> auth,
                values("settings", request.getSetSettingsMap(), request.getRemoveSettingsList()));
    }

    private static MapPatch values(String field, Map<String, String> set, List<String> remove) {
        Map<String, @Nullable String> values = new HashMap<>(set);
        for (String name : remove) {
            if (values.put(name, null) != null) {
                throw Problem.invalid("remove_" + field, name, "a name that is not set too")
                        .exception();
            }
        }
        return new MapPatch(false, values);
    }

    static EndpointTestResult of(EndpointTest test) {
        return EndpointTestResult.newBuilder()
                .setStatus(test.status())
                .setError(orEmpty(test.error()))
                .setAt(Timestamps.of(test.at()))
                .build();
    }

    static dev.tidings.core.endpoint.@Nullable EndpointAuth auth(EndpointAuth message) {
        return switch (message.getKindCase()) {
            case NONE -> new dev.tidings.core.endpoint.EndpointAuth.None();
            case BEARER ->
                new dev.tidings.core.endpoint.EndpointAuth.Bearer(
                        secret("auth.bearer.token", message.getBearer().getToken()));
            case BASIC ->
                new dev.tidings.core.endpoint.EndpointAuth.Basic(
                        text("auth.basic.username", message.getBasic().getUsername()),
                        secret("auth.basic.password", message.getBasic().getPassword()));
            case HEADER ->
                new dev.tidings.core.endpoint.EndpointAuth.Header(
                        text("auth.header.name", message.getHeader().getName()),
                        secret("auth.header.value", message.getHeader().getValue()));
            case KIND_NOT_SET -> null;
        };
    }

    private static EndpointAuth of(dev.tidings.core.endpoint.EndpointAuth auth) {
        EndpointAuth.Builder message = EndpointAuth.newBuilder();
        switch (auth) {
            case dev.tidings.core.endpoint.EndpointAuth.None none ->
                message.setNone(EndpointAuth.None.getDefaultInstance());
            case dev.tidings.core.endpoint.EndpointAuth.Bearer bearer ->
                message.setBearer(
                        EndpointAuth.Bearer.newBuilder().setToken(bearer.token().masked()));
            case dev.tidings.core.endpoint.EndpointAuth.Basic basic ->
                message.setBasic(EndpointAuth.Basic.newBuilder()
                        .setUsername(basic.username())
                        .setPassword(basic.password().masked()));
            case dev.tidings.core.endpoint.EndpointAuth.Header header ->
                message.setHeader(EndpointAuth.Header.newBuilder()
                        .setName(header.name())
                        .setValue(header.value().masked()));
        }
        return message.build();
    }

    private static SigningKey of(SigningSecret secret) {
        SigningKey.Builder message = SigningKey.newBuilder()
                .setId(secret.id())
                .setSecret(secret.secret().masked())
                .setCreatedAt(Timestamps.of(secret.createdAt()));
        if (secret.endsAt() != null) {
            message.setEndsAt(Timestamps.of(secret.endsAt()));
        }
        return message.build();
    }

    private static Secret secret(String field, String value) {
        return new Secret(text(field, value));
    }

    private static String text(String field, String value) {
        if (value.isEmpty()) {
            throw Problem.invalid(field, null, "a non-empty string").exception();
        }
        return value;
    }
}
