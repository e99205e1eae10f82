package dev.tidings.server.app;

import dev.tidings.v1.DeliveryServiceGrpc;
import dev.tidings.v1.EndpointServiceGrpc;
import dev.tidings.v1.IntentServiceGrpc;
import dev.tidings.v1.NodeServiceGrpc;
import dev.tidings.v1.NotificationServiceGrpc;
import dev.tidings.v1.OperationalEventServiceGrpc;
import dev.tidings.v1.PreviewServiceGrpc;
import dev.tidings.v1.QuarantineServiceGrpc;
import dev.tidings.v1.RuntimeServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.List;

/** The calls of the gRPC API, from its descriptors. */
final class GrpcCalls {
    private static final List<ServiceDescriptor> SERVICES = List.of(
            DeliveryServiceGrpc.getServiceDescriptor(),
            EndpointServiceGrpc.getServiceDescriptor(),
            IntentServiceGrpc.getServiceDescriptor(),
            NodeServiceGrpc.getServiceDescriptor(),
            NotificationServiceGrpc.getServiceDescriptor(),
            OperationalEventServiceGrpc.getServiceDescriptor(),
            PreviewServiceGrpc.getServiceDescriptor(),
            QuarantineServiceGrpc.getServiceDescriptor(),
            RuntimeServiceGrpc.getServiceDescriptor());

    private GrpcCalls() {}

    /** Paths of those with one request and one response. */
    static List<String> unary() {
        return SERVICES.stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
                .map(method -> "/" + method.getFullMethodName())
                .sorted()
                .toList();
    }
}
