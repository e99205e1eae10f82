package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.tidings.http.GrpcOnDemand;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrpcFirstCallTest {
    private static final int CALLERS = 8;

    private final AtomicInteger builds = new AtomicInteger();

    @Test
    void concurrent_first_calls_are_answered_by_services_that_are_built_once() throws Exception {
        GrpcOnDemand grpc = new GrpcOnDemand(() -> {
                    builds.incrementAndGet();
                    return GrpcService.builder();
                })
                .add(new HealthStatusManager().getHealthService(), List.of());
        try (Server server = Server.builder().http(0).service(grpc).build()) {
            server.start().join();
            assertThat(builds).hasValue(0);
            ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.activeLocalPort())
                    .usePlaintext()
                    .build();
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
            Callable<ServingStatus> unary =
                    () -> health.check(HealthCheckRequest.getDefaultInstance()).getStatus();
            Callable<ServingStatus> streaming = () ->
                    health.watch(HealthCheckRequest.getDefaultInstance()).next().getStatus();

            try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
                List<Callable<ServingStatus>> calls = Stream.generate(() -> List.of(unary, streaming))
                        .limit(CALLERS / 2)
                        .flatMap(List::stream)
                        .toList();
                for (Future<ServingStatus> answer : callers.invokeAll(calls)) {
                    assertThat(answer.get()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
                }
            } finally {
                channel.shutdownNow();
            }
            assertThat(builds).hasValue(1);
        }
    }
}
