package dev.tidings.http;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Maps problems to gRPC statuses: the code, with details as ErrorInfo, BadRequest and RetryInfo. */
public final class GrpcProblems implements GrpcExceptionHandlerFunction {
    private static final String DOMAIN = "tidings";
    private static final int MOST_CAUSES = 10;

    /** The parser's own message does not help clients. */
    private static final Problem MALFORMED =
            Problem.of(ProblemCode.MALFORMED, "the request is not a valid message for this method");

    public static StatusRuntimeException exception(Throwable failure) {
        return exception(Failures.problem(failure));
    }

    public static StatusRuntimeException exception(Problem problem) {
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(ProblemStatus.grpc(problem.code()).value())
                .setMessage(problem.message())
                .addDetails(Any.pack(errorInfo(problem)));
        String field = problem.field();
        if (field != null) {
            status.addDetails(Any.pack(BadRequest.newBuilder()
                    .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                            .setField(field)
                            .setDescription(problem.message()))
                    .build()));
        }
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                            .setSeconds(retryAfter.toSeconds())
                            .setNanos(retryAfter.toNanosPart()))
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** Handles exceptions thrown before or around a call. gRPC's own statuses are kept. */
    @Override
    public @Nullable Status apply(RequestContext ctx, Status status, Throwable cause, Metadata metadata) {
        if (malformed(status.getCause()) || malformed(cause)) {
            return toStatus(MALFORMED, metadata);
        }
        if (cause instanceof StatusRuntimeException || cause instanceof StatusException) {
            return status;
        }
        if (status.getCode() != Status.Code.UNKNOWN && status.getCode() != Status.Code.INTERNAL) {
            return status.withCause(null);
        }
        return toStatus(Failures.problem(cause), metadata);
    }

    /** gRPC reports unparseable bytes as a server defect; the client sent them. */
    private static boolean malformed(@Nullable Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < MOST_CAUSES; cause = cause.getCause()) {
            if (cause instanceof InvalidProtocolBufferException) {
                return true;
            }
            depth++;
        }
        return false;
    }

    private static Status toStatus(Problem problem, Metadata metadata) {
        StatusRuntimeException known = exception(problem);
        if (known.getTrailers() != null) {
            metadata.merge(known.getTrailers());
        }
        return known.getStatus();
    }

    private static ErrorInfo errorInfo(Problem problem) {
        ErrorInfo.Builder info =
                ErrorInfo.newBuilder().setReason(problem.code().code()).setDomain(DOMAIN);
        put(info, "field", problem.field());
        put(info, "pointer", problem.pointer());
        put(info, "value", problem.value());
        put(info, "expected", problem.expected());
        return info.build();
    }

    private static void put(ErrorInfo.Builder info, String name, @Nullable String value) {
        if (value != null) {
            info.putMetadata(name, value);
        }
    }
}
