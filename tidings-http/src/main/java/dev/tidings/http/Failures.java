package dev.tidings.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps exceptions to problems. Unexpected ones are logged, and their details are not shown. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final AttributeKey<BiConsumer<ServiceRequestContext, AccessRefused>> REFUSALS =
            AttributeKey.valueOf(Failures.class, "refusals");

    private Failures() {}

    public static Problem problem(Throwable failure) {
        return problem(ServiceRequestContext.currentOrNull(), failure);
    }

    /** @param ctx of the failed request; null outside of one */
    static Problem problem(@Nullable ServiceRequestContext ctx, Throwable failure) {
        Throwable cause = unwrap(failure);
        return switch (cause) {
            case AccessRefused refused -> {
                notifyRefused(ctx, refused);
                yield refused.problem();
            }
            case ProblemException refused -> refused.problem();
            case StoreBusy busy ->
                Problem.of(ProblemCode.UNAVAILABLE, "the store failed this request: " + busy.reason())
                        .retryAfter(RETRY_AFTER);
            case StoreUnavailable unavailable ->
                Problem.of(ProblemCode.UNAVAILABLE, "the store is unavailable: " + unavailable.reason())
                        .retryAfter(RETRY_AFTER);
            case RejectedExecutionException full ->
                Problem.of(ProblemCode.RESOURCE_EXHAUSTED, "too many requests are waiting for the store")
                        .retryAfter(RETRY_AFTER);
            case ShuttingDownException stopping ->
                Problem.of(ProblemCode.UNAVAILABLE, "the server is shutting down; retry on another node or later")
                        .retryAfter(RETRY_AFTER);
            // Nobody receives these two.
            case ClosedStreamException gone -> Problem.of(ProblemCode.UNAVAILABLE, "the client has disconnected");
            case ResponseCompleteException answered ->
                Problem.of(ProblemCode.UNAVAILABLE, "the request was already answered");
            case ContentTooLargeException tooLarge -> tooLarge(tooLarge);
            case TimeoutException timeout ->
                Problem.of(ProblemCode.TIMEOUT, "the request timed out; it is safe to retry")
                        .retryAfter(RETRY_AFTER);
            case HttpStatusException status -> ofStatus(status.httpStatus(), null);
            default -> {
                LOG.error("request failed unexpectedly client={}", client(ctx), cause);
                yield Problem.of(
                        ProblemCode.INTERNAL, "the request failed because of an internal error; see the server log");
            }
        };
    }

    /** Registers a listener for the first access refusal within a request, wherever it occurs. */
    public static void onRefusal(ServiceRequestContext ctx, BiConsumer<ServiceRequestContext, AccessRefused> listener) {
        ctx.setAttr(REFUSALS, listener);
    }

    private static void notifyRefused(@Nullable ServiceRequestContext ctx, AccessRefused refused) {
        if (ctx != null) {
            BiConsumer<ServiceRequestContext, AccessRefused> listener = ctx.setAttr(REFUSALS, null);
            if (listener != null) {
                listener.accept(ctx, refused);
            }
        }
    }

    /** Maps a status of the HTTP server itself. */
    static Problem ofStatus(HttpStatus status, @Nullable String description) {
        ProblemCode code = switch (status.code()) {
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 413, 414, 431 -> ProblemCode.LIMIT_EXCEEDED;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case 408, 504 -> ProblemCode.TIMEOUT;
            case 429 -> ProblemCode.RESOURCE_EXHAUSTED;
            case 503 -> ProblemCode.UNAVAILABLE;
            default -> status.code() < 500 ? ProblemCode.MALFORMED : ProblemCode.INTERNAL;
        };
        String message = switch (code) {
            case NOT_FOUND -> "no such path; see /openapi.yaml";
            case METHOD_NOT_ALLOWED -> "this path does not support the method; see /openapi.yaml";
            default -> description == null ? status.codeAsText() + " " + status.reasonPhrase() : description;
        };
        return Problem.of(code, message);
    }

    /** Returns the client address as reported by trusted proxies. */
    private static String client(@Nullable ServiceRequestContext ctx) {
        return ctx == null ? "unknown" : ctx.clientAddress().getHostAddress();
    }

    private static Problem tooLarge(ContentTooLargeException tooLarge) {
        String size = tooLarge.contentLength() >= 0
                ? tooLarge.contentLength() + " bytes"
                : "more than " + tooLarge.maxContentLength() + " bytes";
        return Problem.overLimit("body", size, "at most " + tooLarge.maxContentLength() + " bytes");
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = Cause.of(failure);
        return cause instanceof HttpStatusException && cause.getCause() instanceof ContentTooLargeException tooLarge
                ? tooLarge
                : cause;
    }
}
