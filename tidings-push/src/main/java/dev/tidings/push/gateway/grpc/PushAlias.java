package dev.tidings.push.gateway.grpc;

import dev.tidings.push.alias.v1.PushGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;

/**
 * Serves {@code SubscribePush} as {@code push.v1.Push}, for gateways with stubs of that package. The messages are
 * the same on the wire; such gateways can ignore the notice fields that they do not know.
 */
public final class PushAlias implements BindableService {
    private final PushService service;

    public PushAlias(PushService service) {
        this.service = service;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return renamed(service.bindService()
                .getMethod(dev.tidings.push.v1.PushGrpc.getSubscribePushMethod().getFullMethodName()));
    }

    private static <Q, R> ServerServiceDefinition renamed(ServerMethodDefinition<Q, R> call) {
        MethodDescriptor<Q, R> method = call.getMethodDescriptor().toBuilder()
                .setFullMethodName(PushGrpc.getSubscribePushMethod().getFullMethodName())
                .setSchemaDescriptor(PushGrpc.getSubscribePushMethod().getSchemaDescriptor())
                .build();
        ServiceDescriptor alias = ServiceDescriptor.newBuilder(PushGrpc.SERVICE_NAME)
                .setSchemaDescriptor(PushGrpc.getServiceDescriptor().getSchemaDescriptor())
                .addMethod(method)
                .build();
        return ServerServiceDefinition.builder(alias)
                .addMethod(method, call.getServerCallHandler())
                .build();
    }
}
