package dev.tidings.admin.grpc;

import dev.tidings.admin.EndpointName;
import dev.tidings.admin.EndpointPut;
import dev.tidings.admin.EndpointRef;
import dev.tidings.admin.EndpointService;
import dev.tidings.admin.EndpointStatistics;
import dev.tidings.admin.EndpointTests;
import dev.tidings.admin.RecoveryService;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.endpoint.EndpointCondition;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.EndpointFilter;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Paging;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.CreateEndpointRequest;
import dev.tidings.v1.CreateEndpointResponse;
import dev.tidings.v1.DeleteEndpointRequest;
import dev.tidings.v1.DeleteEndpointResponse;
import dev.tidings.v1.EndpointServiceGrpc;
import dev.tidings.v1.GetEndpointRequest;
import dev.tidings.v1.GetEndpointResponse;
import dev.tidings.v1.GetEndpointStatsRequest;
import dev.tidings.v1.GetEndpointStatsResponse;
import dev.tidings.v1.ListEndpointsRequest;
import dev.tidings.v1.ListEndpointsResponse;
import dev.tidings.v1.PatchEndpointRequest;
import dev.tidings.v1.PatchEndpointResponse;
import dev.tidings.v1.PauseEndpointRequest;
import dev.tidings.v1.PauseEndpointResponse;
import dev.tidings.v1.PutEndpointRequest;
import dev.tidings.v1.PutEndpointResponse;
import dev.tidings.v1.RecoverEndpointRequest;
import dev.tidings.v1.RecoverEndpointResponse;
import dev.tidings.v1.ResumeEndpointRequest;
import dev.tidings.v1.ResumeEndpointResponse;
import dev.tidings.v1.RetireSecretRequest;
import dev.tidings.v1.RetireSecretResponse;
import dev.tidings.v1.RotateSecretRequest;
import dev.tidings.v1.RotateSecretResponse;
import dev.tidings.v1.SkippedWhileDisabled;
import dev.tidings.v1.TestEndpointRequest;
import dev.tidings.v1.TestEndpointResponse;
import dev.tidings.v1.UnblockEndpointRequest;
import dev.tidings.v1.UnblockEndpointResponse;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Serves tidings.v1.EndpointService. */
public final class EndpointGrpc extends EndpointServiceGrpc.EndpointServiceImplBase {
    private final EndpointService endpoints;
    private final EndpointTests tests;
    private final EndpointStatistics statistics;
    private final RecoveryService recoveries;
    private final InstantSource clock;

    public EndpointGrpc(
            EndpointService endpoints,
            EndpointTests tests,
            EndpointStatistics statistics,
            RecoveryService recoveries,
            InstantSource clock) {
        this.endpoints = endpoints;
        this.tests = tests;
        this.statistics = statistics;
        this.recoveries = recoveries;
        this.clock = clock;
    }

    @Override
    public void putEndpoint(PutEndpointRequest request, StreamObserver<PutEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .put(put(request), IfMatch.of(request.getIfMatch()))
                        .thenApply(EndpointGrpc::of));
    }

    @Override
    public void createEndpoint(CreateEndpointRequest request, StreamObserver<CreateEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .create(put(request.getEndpoint()))
                        .thenApply(put -> CreateEndpointResponse.newBuilder()
                                .setEndpoint(EndpointProto.of(put.endpoint()))
                                .addAllNewSecrets(reveal(put.newSecrets()))
                                .setRetrying(put.retrying())
                                .build()));
    }

    @Override
    public void patchEndpoint(PatchEndpointRequest request, StreamObserver<PatchEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .patch(
                                ref(
                                        request.getEndpointId(),
                                        request.getRecipient(),
                                        request.getChannel(),
                                        request.getName()),
                                EndpointProto.of(request),
                                IfMatch.of(request.getIfMatch()))
                        .thenApply(put -> {
                            PatchEndpointResponse.Builder message = PatchEndpointResponse.newBuilder()
                                    .setEndpoint(EndpointProto.of(put.endpoint()))
                                    .addAllNewSecrets(reveal(put.newSecrets()))
                                    .setRetrying(put.retrying());
                            if (put.skipped() != null) {
                                message.setSkippedWhileDisabled(of(put.skipped()));
                            }
                            return message.build();
                        }));
    }

    private static EndpointPut put(PutEndpointRequest request) {
        if (request.getAddress().isEmpty()) {
            throw Problem.invalid("address", null, "an address for the channel " + request.getChannel())
                    .exception();
        }
        return new EndpointPut(
                key(request.getRecipient(), request.getChannel(), request.getName()),
                request.getAddress(),
                new TypeFilter(request.getTypesList()),
                request.getMetadataMap(),
                !request.hasEnabled() || request.getEnabled(),
                request.getSecret().isEmpty() ? null : new Secret(request.getSecret()),
                EndpointProto.auth(request.getAuth()),
                request.getSettingsMap());
    }

    private static PutEndpointResponse of(EndpointService.Put put) {
        PutEndpointResponse.Builder message = PutEndpointResponse.newBuilder()
                .setEndpoint(EndpointProto.of(put.endpoint()))
                .setCreated(put.created())
                .addAllNewSecrets(reveal(put.newSecrets()))
                .setRetrying(put.retrying());
        if (put.skipped() != null) {
            message.setSkippedWhileDisabled(of(put.skipped()));
        }
        return message.build();
    }

    private static SkippedWhileDisabled of(EndpointService.Skipped skipped) {
        return SkippedWhileDisabled.newBuilder()
                .setCount(skipped.count())
                .setFilter(DeliveryProto.of(skipped.filter()))
                .build();
    }

    @Override
    public void getEndpoint(GetEndpointRequest request, StreamObserver<GetEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .find(ref(
                                request.getEndpointId(),
                                request.getRecipient(),
                                request.getChannel(),
                                request.getName()))
                        .thenApply(endpoint -> GetEndpointResponse.newBuilder()
                                .setEndpoint(EndpointProto.of(endpoint))
                                .build()));
    }

    @Override
    public void listEndpoints(ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .list(filter(request), Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListEndpointsResponse.newBuilder()
                                .addAllEndpoints(page.items().stream()
                                        .map(EndpointProto::of)
                                        .toList())
                                .setNextCursor(GrpcRequests.orEmpty(page.next()))
                                .build()));
    }

    private static EndpointFilter filter(ListEndpointsRequest request) {
        String health = request.getHealth();
        return new EndpointFilter(
                GrpcRequests.tenant(),
                GrpcRequests.optional(request.getRecipient()),
                GrpcRequests.optional(request.getChannel()),
                request.hasEnabled() ? request.getEnabled() : null,
                health.isEmpty() ? null : EndpointCondition.parse("health", health));
    }

    @Override
    public void deleteEndpoint(DeleteEndpointRequest request, StreamObserver<DeleteEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .delete(
                                ref(
                                        request.getEndpointId(),
                                        request.getRecipient(),
                                        request.getChannel(),
                                        request.getName()),
                                IfMatch.of(request.getIfMatch()))
                        .thenApply(gone -> DeleteEndpointResponse.getDefaultInstance()));
    }

    @Override
    public void testEndpoint(TestEndpointRequest request, StreamObserver<TestEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> tests.test(ref(
                                request.getEndpointId(),
                                request.getRecipient(),
                                request.getChannel(),
                                request.getName()))
                        .thenApply(EndpointGrpc::of));
    }

    private static TestEndpointResponse of(EndpointTests.Result result) {
        TestEndpointResponse.Builder message = TestEndpointResponse.newBuilder()
                .setResult(EndpointProto.of(result.test()))
                .setRetrying(result.retrying());
        if (result.outcome() != null) {
            Evidence evidence = result.outcome().evidence();
            message.setResponse(GrpcRequests.orEmpty(evidence.response()));
            if (evidence.providerStatus() != null) {
                message.setProviderStatus(evidence.providerStatus());
            }
        }
        return message.build();
    }

    @Override
    public void pauseEndpoint(PauseEndpointRequest request, StreamObserver<PauseEndpointResponse> out) {
        UnaryCalls.answer(out, () -> {
            Instant until = Timestamps.instant("until", request.getUntil());
            if (!clock.instant().isBefore(until)) {
                throw Problem.invalid("until", until, "a future time").exception();
            }
            return endpoints
                    .pause(
                            ref(
                                    request.getEndpointId(),
                                    request.getRecipient(),
                                    request.getChannel(),
                                    request.getName()),
                            until,
                            IfMatch.of(request.getIfMatch()))
                    .thenApply(endpoint -> PauseEndpointResponse.newBuilder()
                            .setEndpoint(EndpointProto.of(endpoint))
                            .build());
        });
    }

    @Override
    public void resumeEndpoint(ResumeEndpointRequest request, StreamObserver<ResumeEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .resume(
                                ref(
                                        request.getEndpointId(),
                                        request.getRecipient(),
                                        request.getChannel(),
                                        request.getName()),
                                IfMatch.of(request.getIfMatch()))
                        .thenApply(resumed -> {
                            ResumeEndpointResponse.Builder message = ResumeEndpointResponse.newBuilder()
                                    .setEndpoint(EndpointProto.of(resumed.endpoint()))
                                    .setRetrying(resumed.retrying());
                            if (resumed.skipped() != null) {
                                message.setSkippedWhileDisabled(of(resumed.skipped()));
                            }
                            return message.build();
                        }));
    }

    @Override
    public void unblockEndpoint(UnblockEndpointRequest request, StreamObserver<UnblockEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .unblock(ref(
                                request.getEndpointId(),
                                request.getRecipient(),
                                request.getChannel(),
                                request.getName()))
                        .thenApply(resumed -> {
                            UnblockEndpointResponse.Builder message = UnblockEndpointResponse.newBuilder()
                                    .setEndpoint(EndpointProto.of(resumed.endpoint()))
                                    .setRetrying(resumed.retrying());
                            if (resumed.skipped() != null) {
                                message.setSkippedWhileDisabled(of(resumed.skipped()));
                            }
                            return message.build();
                        }));
    }

    @Override
    public void rotateSecret(RotateSecretRequest request, StreamObserver<RotateSecretResponse> out) {
        Secret given = request.getSecret().isEmpty() ? null : new Secret(request.getSecret());
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .rotateSecret(
                                ref(
                                        request.getEndpointId(),
                                        request.getRecipient(),
                                        request.getChannel(),
                                        request.getName()),
                                given,
                                IfMatch.of(request.getIfMatch()))
                        .thenApply(put -> RotateSecretResponse.newBuilder()
                                .setEndpoint(EndpointProto.of(put.endpoint()))
                                .addAllNewSecrets(reveal(put.newSecrets()))
                                .build()));
    }

    @Override
    public void retireSecret(RetireSecretRequest request, StreamObserver<RetireSecretResponse> out) {
        UnaryCalls.answer(
                out,
                () -> endpoints
                        .retireSecret(
                                ref(
                                        request.getEndpointId(),
                                        request.getRecipient(),
                                        request.getChannel(),
                                        request.getName()),
                                request.getSecretId(),
                                IfMatch.of(request.getIfMatch()))
                        .thenApply(endpoint -> RetireSecretResponse.newBuilder()
                                .setEndpoint(EndpointProto.of(endpoint))
                                .build()));
    }

    @Override
    public void getEndpointStats(GetEndpointStatsRequest request, StreamObserver<GetEndpointStatsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> statistics
                        .of(ref(
                                request.getEndpointId(),
                                request.getRecipient(),
                                request.getChannel(),
                                request.getName()))
                        .thenApply(EndpointProto::of));
    }

    @Override
    public void recoverEndpoint(RecoverEndpointRequest request, StreamObserver<RecoverEndpointResponse> out) {
        UnaryCalls.answer(
                out,
                () -> recoveries
                        .start(
                                GrpcRequests.tenant(),
                                ref(
                                        request.getEndpointId(),
                                        request.getRecipient(),
                                        request.getChannel(),
                                        request.getName()),
                                request.hasSince() ? Timestamps.instant("since", request.getSince()) : null,
                                request.hasUntil() ? Timestamps.instant("until", request.getUntil()) : null,
                                GrpcRequests.keyId())
                        .thenApply(run -> RecoverEndpointResponse.newBuilder()
                                .setRun(BulkRunProto.of(run))
                                .build()));
    }

    private static EndpointRef ref(String id, String recipient, String channel, String name) {
        if (id.isEmpty()) {
            return new EndpointRef.ByKey(key(recipient, channel, name));
        }
        if (!recipient.isEmpty() || !channel.isEmpty() || !name.isEmpty()) {
            throw Problem.invalid("endpoint_id", id, "an id, or recipient, channel and name, but not both")
                    .exception();
        }
        return new EndpointRef.ById(GrpcRequests.tenant(), EndpointId.parse("endpoint_id", id));
    }

    private static EndpointKey key(String recipient, String channel, String name) {
        return new EndpointKey(
                GrpcRequests.tenant(), recipient, channel, EndpointName.of(name.isEmpty() ? null : name));
    }

    private static List<String> reveal(List<Secret> secrets) {
        return secrets.stream().map(Secret::reveal).toList();
    }
}
