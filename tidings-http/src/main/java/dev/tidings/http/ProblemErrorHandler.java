package dev.tidings.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Renders every failure as a problem document, including those of the HTTP server itself. */
public final class ProblemErrorHandler implements ServerErrorHandler {
    private final Function<String, Optional<Problem>> servedElsewhere;

    public ProblemErrorHandler() {
        this(_ -> Optional.empty());
    }

    /** @param servedElsewhere says for a path that this server does not have which nodes do, if any */
    public ProblemErrorHandler(Function<String, Optional<Problem>> servedElsewhere) {
        this.servedElsewhere = servedElsewhere;
    }

    @Override
    public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
        if (cause instanceof HttpResponseException response) {
            return response.httpResponse();
        }
        if (cause instanceof HttpStatusException status && HttpStatus.METHOD_NOT_ALLOWED.equals(status.httpStatus())) {
            return otherMethod(ctx.request().headers(), ctx.config()).toHttpResponse();
        }
        Problem slow = cause instanceof RequestTimeoutException ? MinimumBodyRate.tooSlow(ctx) : null;
        if (slow != null) {
            // The rest of the body is discarded with the connection.
            var _ = ctx.initiateConnectionShutdown();
        }
        return Refusals.of(ctx.request(), slow == null ? Failures.problem(ctx, cause) : slow);
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext ctx,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        if (status.equals(HttpStatus.METHOD_NOT_ALLOWED) && headers != null) {
            return otherMethod(headers, config);
        }
        if (status.equals(HttpStatus.NOT_FOUND) && headers != null) {
            Optional<Problem> elsewhere = servedElsewhere.apply(path(headers));
            if (elsewhere.isPresent()) {
                return Refusals.aggregated(headers, elsewhere.get());
            }
        }
        if (cause != null) {
            return ProblemAnswer.aggregated(Failures.problem(ctx, cause));
        }
        return ProblemAnswer.aggregated(Failures.ofStatus(status, description));
    }

    private static AggregatedHttpResponse otherMethod(RequestHeaders asked, ServiceConfig config) {
        return AllowedMethods.at(path(asked), config.virtualHost().serviceConfigs())
                .answer(asked.method());
    }

    private static String path(RequestHeaders asked) {
        return asked.path().replaceFirst("\\?.*", "");
    }

    @Override
    public AggregatedHttpResponse onProtocolViolation(
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return withDefaults(ProblemAnswer.aggregated(Failures.ofStatus(status, description)), config);
    }

    /** Responses to malformed requests would otherwise lack the default headers. */
    private static AggregatedHttpResponse withDefaults(AggregatedHttpResponse answer, ServiceConfig config) {
        ResponseHeadersBuilder headers = answer.headers().toBuilder();
        config.defaultHeaders().forEach((name, value) -> {
            if (!headers.contains(name)) {
                headers.add(name, value);
            }
        });
        return AggregatedHttpResponse.of(headers.build(), answer.content());
    }
}
