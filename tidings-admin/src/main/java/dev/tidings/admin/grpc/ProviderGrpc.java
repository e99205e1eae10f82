package dev.tidings.admin.grpc;

import dev.tidings.admin.ProviderService;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.ListProvidersRequest;
import dev.tidings.v1.ListProvidersResponse;
import dev.tidings.v1.Provider;
import dev.tidings.v1.ProviderServiceGrpc;
import dev.tidings.v1.UnblockProviderRequest;
import dev.tidings.v1.UnblockProviderResponse;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.ProviderService. */
public final class ProviderGrpc extends ProviderServiceGrpc.ProviderServiceImplBase {
    private final ProviderService providers;

    public ProviderGrpc(ProviderService providers) {
        this.providers = providers;
    }

    @Override
    public void listProviders(ListProvidersRequest request, StreamObserver<ListProvidersResponse> out) {
        UnaryCalls.answer(
                out,
                () -> providers
                        .blocked()
                        .thenApply(all -> ListProvidersResponse.newBuilder()
                                .addAllProviders(
                                        all.stream().map(ProviderGrpc::of).toList())
                                .build()));
    }

    @Override
    public void unblockProvider(UnblockProviderRequest request, StreamObserver<UnblockProviderResponse> out) {
        UnaryCalls.answer(
                out,
                () -> providers
                        .unblock(request.getChannel(), request.getProvider())
                        .thenApply(key -> UnblockProviderResponse.newBuilder()
                                .setProvider(Provider.newBuilder()
                                        .setChannel(key.channel())
                                        .setProvider(key.target())
                                        .setCircuit(EndpointCircuit.Circuit.CLOSED.code()))
                                .build()));
    }

    private static Provider of(ProviderService.Seen seen) {
        EndpointCircuit circuit = seen.provider().circuit();
        Provider.Builder shown = Provider.newBuilder()
                .setChannel(circuit.key().channel())
                .setProvider(circuit.key().target())
                .setCircuit(seen.state().code())
                .setReason(circuit.reason().code())
                .setSince(Timestamps.of(seen.provider().since()))
                .setBlockedUntil(Timestamps.of(circuit.notBefore()));
        String error = seen.provider().lastError();
        return (error == null ? shown : shown.setLastError(error)).build();
    }
}
