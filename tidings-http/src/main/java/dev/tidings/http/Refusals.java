package dev.tidings.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import dev.tidings.core.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Refuses a request before its service sees it, in the format of its protocol. */
public final class Refusals {
    private Refusals() {}

    public static HttpResponse of(HttpRequest request, Problem problem) {
        MediaType type = request.contentType();
        return grpc(type) ? HttpResponse.of(trailersOnly(type, problem)) : ProblemAnswer.of(problem);
    }

    static AggregatedHttpResponse aggregated(RequestHeaders asked, Problem problem) {
        MediaType type = asked.contentType();
        return grpc(type) ? AggregatedHttpResponse.of(trailersOnly(type, problem)) : ProblemAnswer.aggregated(problem);
    }

    private static boolean grpc(@Nullable MediaType type) {
        return type != null
                && type.type().equals("application")
                && (type.subtype().equals("grpc") || type.subtype().startsWith("grpc+"));
    }

    private static ResponseHeaders trailersOnly(@Nullable MediaType type, Problem problem) {
        return ResponseHeaders.builder(HttpStatus.OK)
                .set("content-type", String.valueOf(type))
                .setInt(
                        GrpcHeaderNames.GRPC_STATUS,
                        ProblemStatus.grpc(problem.code()).value())
                .set(GrpcHeaderNames.GRPC_MESSAGE, percentEncoded(problem.message()))
                .endOfStream(true)
                .build();
    }

    /** The gRPC protocol requires percent-encoded messages. */
    private static String percentEncoded(String message) {
        return URLEncoder.encode(message, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
