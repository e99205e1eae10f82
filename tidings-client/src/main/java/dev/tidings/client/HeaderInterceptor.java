package dev.tidings.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.function.Supplier;

/** Adds a header to every call. Not a record, whose toString would show the value. */
final class HeaderInterceptor implements ClientInterceptor {
    private final Metadata.Key<String> name;
    private final Supplier<String> value;

    HeaderInterceptor(Metadata.Key<String> name, Supplier<String> value) {
        this.name = name;
        this.value = value;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                headers.put(name, value.get());
                super.start(listener, headers);
            }
        };
    }
}
