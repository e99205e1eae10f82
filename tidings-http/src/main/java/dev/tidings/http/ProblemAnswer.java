package dev.tidings.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Renders problems as RFC 9457 documents. */
public final class ProblemAnswer {
    /** The prefix of problem types; the code follows. */
    public static final String TYPE = "urn:tidings:problem:";

    /** The codes about a limit, whose expectation is called so. */
    private static final Set<ProblemCode> LIMITS = Set.of(ProblemCode.LIMIT_EXCEEDED, ProblemCode.TENANT_QUOTA);

    private static final MediaType PROBLEM_JSON = MediaType.create("application", "problem+json");

    private ProblemAnswer() {}

    public static HttpResponse of(Problem problem) {
        return aggregated(problem).toHttpResponse();
    }

    public static AggregatedHttpResponse aggregated(Problem problem) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(ProblemStatus.http(problem.code())).contentType(PROBLEM_JSON);
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(seconds(retryAfter)));
        }
        if (problem.code() == ProblemCode.UNAUTHENTICATED) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"tidings\"");
        }
        return AggregatedHttpResponse.of(
                headers.build(), HttpData.wrap(JsonWriter.object(json -> write(json, problem))));
    }

    /** Writes a problem's fields. */
    public static void write(JsonWriter json, Problem problem) throws IOException {
        json.text("type", TYPE + problem.code().code());
        json.text("title", ProblemStatus.title(problem.code()));
        json.number("status", ProblemStatus.http(problem.code()).code());
        json.text("detail", problem.message());
        json.text("code", problem.code().code());
        json.text("field", problem.field());
        json.text("pointer", problem.pointer());
        json.text("value", problem.value());
        json.text(LIMITS.contains(problem.code()) ? "limit" : "expected", problem.expected());
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            json.number("retry_after_ms", retryAfter.toMillis());
        }
    }

    private static long seconds(Duration delay) {
        return Math.max(1, delay.plusMillis(999).toSeconds());
    }
}
