package dev.tidings.client.submit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.tidings.client.RetryAfter;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads problems from gRPC responses and classifies which are transient. */
final class Problems {
    private static final String DOMAIN = "tidings";
    private static final Metadata.Key<String> RETRY_AFTER =
            Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

    /** Failures that a server, a proxy or the network may recover from. A retry is safe because the key is the same. */
    private static final Set<Status.Code> PASSING = Set.of(
            Status.Code.UNAVAILABLE,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.ABORTED,
            Status.Code.CANCELLED,
            Status.Code.INTERNAL,
            Status.Code.UNKNOWN);

    private static final Set<String> PASSING_ITEMS =
            Set.of("resource_exhausted", "tenant_quota", "unavailable", "timeout", "internal");

    private Problems() {}

    static boolean passing(StatusRuntimeException failure) {
        return PASSING.contains(failure.getStatus().getCode()) && !tooLarge(failure);
    }

    static boolean passing(Problem problem) {
        return PASSING_ITEMS.contains(problem.code());
    }

    /** gRPC reports an oversized message with the same code as a full queue; only the description differs. */
    private static boolean tooLarge(StatusRuntimeException failure) {
        String said = failure.getStatus().getDescription();
        return failure.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
                && detail(failure, ErrorInfo.class) == null
                && said != null
                && (said.contains("maximum") || said.contains("too large") || said.contains("max:"));
    }

    static Problem of(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String said = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        ErrorInfo info = detail(failure, ErrorInfo.class);
        if (info == null || !info.getDomain().equals(DOMAIN)) {
            return new Problem(
                    status.getCode().name().toLowerCase(Locale.ROOT), said, null, null, null, retryAfter(failure));
        }
        return new Problem(
                info.getReason(),
                said,
                info.getMetadataMap().get("field"),
                info.getMetadataMap().get("value"),
                info.getMetadataMap().get("expected"),
                retryAfter(failure));
    }

    static Problem of(dev.tidings.v1.Problem message) {
        return new Problem(
                message.getCode(),
                message.getMessage(),
                orNull(message.getField()),
                orNull(message.getValue()),
                orNull(message.getExpected()),
                message.getRetryAfterMs() > 0
                        ? RetryAfter.bounded(Duration.ofMillis(message.getRetryAfterMs()))
                        : null);
    }

    private static @Nullable Duration retryAfter(StatusRuntimeException failure) {
        RetryInfo info = detail(failure, RetryInfo.class);
        if (info != null) {
            com.google.protobuf.Duration delay = info.getRetryDelay();
            return RetryAfter.bounded(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
        }
        Metadata trailers = failure.getTrailers();
        // Sent by proxies, which do not know RetryInfo.
        return trailers == null ? null : RetryAfter.parse(trailers.get(RETRY_AFTER), Instant.now());
    }

    private static <M extends Message> @Nullable M detail(StatusRuntimeException failure, Class<M> type) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        if (status != null) {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(type)) {
                    try {
                        return detail.unpack(type);
                    } catch (InvalidProtocolBufferException malformed) {
                        return null;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
