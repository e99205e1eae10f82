package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What refused gRPC calls say. */
final class GrpcRefusals {
    private GrpcRefusals() {}

    static StatusRuntimeException refusal(ThrowingCallable call) {
        StatusRuntimeException[] refused = new StatusRuntimeException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> refused[0] = failure);
        return refused[0];
    }

    static StatusRuntimeException refusal(ThrowingCallable call, Status.Code code) {
        StatusRuntimeException refused = refusal(call);
        assertThat(refused.getStatus().getCode()).as("%s", refused.getStatus()).isEqualTo(code);
        return refused;
    }

    static Status.Code code(ThrowingCallable call) {
        return refusal(call).getStatus().getCode();
    }

    /** The field that an invalid argument names. */
    static String field(ThrowingCallable call) throws InvalidProtocolBufferException {
        return detail(refusal(call, Status.Code.INVALID_ARGUMENT), BadRequest.class)
                .getFieldViolations(0)
                .getField();
    }

    static <T extends Message> T detail(StatusRuntimeException refused, Class<T> type)
            throws InvalidProtocolBufferException {
        com.google.rpc.Status status = StatusProto.fromThrowable(refused);
        for (Any any : Objects.requireNonNull(status).getDetailsList()) {
            if (any.is(type)) {
                return any.unpack(type);
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + status);
    }
}
