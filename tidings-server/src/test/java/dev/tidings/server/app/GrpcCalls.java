package dev.tidings.server.app;

import com.google.protobuf.Descriptors.Descriptor;
import dev.tidings.v1.ApiKeyServiceGrpc;
import dev.tidings.v1.AuditServiceGrpc;
import dev.tidings.v1.DeliveryServiceGrpc;
import dev.tidings.v1.EndpointServiceGrpc;
import dev.tidings.v1.IntentServiceGrpc;
import dev.tidings.v1.NodeServiceGrpc;
import dev.tidings.v1.NotificationServiceGrpc;
import dev.tidings.v1.OperationalEventServiceGrpc;
import dev.tidings.v1.PreviewServiceGrpc;
import dev.tidings.v1.ProviderServiceGrpc;
import dev.tidings.v1.QuarantineServiceGrpc;
import dev.tidings.v1.RuntimeServiceGrpc;
import dev.tidings.v1.SecretKeyServiceGrpc;
import dev.tidings.v1.TokenKeyServiceGrpc;
import dev.tidings.v1.WaitServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The methods of the gRPC API, from its descriptors. */
final class GrpcCalls {
    private static final List<ServiceDescriptor> SERVICES = List.of(
            ApiKeyServiceGrpc.getServiceDescriptor(),
            AuditServiceGrpc.getServiceDescriptor(),
            DeliveryServiceGrpc.getServiceDescriptor(),
            EndpointServiceGrpc.getServiceDescriptor(),
            IntentServiceGrpc.getServiceDescriptor(),
            NodeServiceGrpc.getServiceDescriptor(),
            NotificationServiceGrpc.getServiceDescriptor(),
            OperationalEventServiceGrpc.getServiceDescriptor(),
            PreviewServiceGrpc.getServiceDescriptor(),
            ProviderServiceGrpc.getServiceDescriptor(),
            QuarantineServiceGrpc.getServiceDescriptor(),
            RuntimeServiceGrpc.getServiceDescriptor(),
            SecretKeyServiceGrpc.getServiceDescriptor(),
            TokenKeyServiceGrpc.getServiceDescriptor(),
            WaitServiceGrpc.getServiceDescriptor());

    private GrpcCalls() {}

    /** The paths of unary methods. */
    static List<String> unary() {
        return methods().map(GrpcCalls::path).sorted().toList();
    }

    /** The request message of a path. */
    static Descriptor input(String path) {
        return methods()
                .filter(method -> path(method).equals(path))
                .map(method -> ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
                        .getMethodDescriptor()
                        .getInputType())
                .findFirst()
                .orElseThrow();
    }

    private static Stream<MethodDescriptor<?, ?>> methods() {
        return SERVICES.stream()
                .<MethodDescriptor<?, ?>>flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY);
    }

    private static String path(MethodDescriptor<?, ?> method) {
        return "/" + method.getFullMethodName();
    }
}
