package dev.tidings.http;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.problem.TextCheck;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Refuses gRPC requests with unsupported text in any field before a service sees them. */
public final class PlainTextCalls implements ServerInterceptor {
    private final Set<String> except;

    /** @param except full names of services that validate their text themselves */
    public PlainTextCalls(Set<String> except) {
        this.except = Set.copyOf(except);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (except.contains(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                try {
                    if (message instanceof Message request) {
                        check("", request);
                    }
                } catch (ProblemException flawed) {
                    refused = true;
                    StatusRuntimeException answer = GrpcProblems.exception(flawed);
                    call.close(answer.getStatus(), Objects.requireNonNullElseGet(answer.getTrailers(), Metadata::new));
                    return;
                }
                super.onMessage(message);
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }

    private static void check(String path, Message message) {
        for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
            FieldDescriptor field = set.getKey();
            boolean text = field.getJavaType() == JavaType.STRING;
            if (!text && field.getJavaType() != JavaType.MESSAGE) {
                continue;
            }
            String name = path + field.getName();
            if (set.getValue() instanceof List<?> values) {
                for (int i = 0; i < values.size(); i++) {
                    check(name + "[" + i + "]", values.get(i));
                }
            } else {
                check(name, set.getValue());
            }
        }
    }

    private static void check(String name, Object value) {
        if (value instanceof String text) {
            TextCheck.plain(name, text);
        } else if (value instanceof Message inner) {
            check(name + ".", inner);
        }
    }
}
