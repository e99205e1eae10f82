package dev.tidings.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.client.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Thrown when the server refuses a request; has the server's problem. */
public final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonNode body;
    private final @Nullable String retryAfter;

    ApiProblem(int status, JsonNode body, @Nullable String retryAfter) {
        super(sentence(status, body));
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public String code() {
        return body.path("code").asText("http_" + status);
    }

    public JsonNode body() {
        return body;
    }

    /** Returns the Retry-After of the server or a proxy; null when there is none. */
    public @Nullable Duration retryAfter(Instant now) {
        return RetryAfter.parse(retryAfter, now);
    }

    /** Returns whether the same request may succeed later. */
    public boolean temporary() {
        return status == 429 || status == 503;
    }

    /** Formats a problem (RFC 9457) as a sentence: what, field, value and what was expected. */
    public static String sentence(int status, JsonNode problem) {
        String detail = problem.path("detail").asText(problem.path("title").asText(""));
        if (detail.isEmpty()) {
            detail = "the server answered " + status;
        }
        StringBuilder sentence = new StringBuilder(detail);
        String field = problem.path("field").asText("");
        if (!field.isEmpty() && !detail.contains(field)) {
            sentence.append("; field ").append(field);
        }
        String expected = problem.path("expected").asText(problem.path("limit").asText(""));
        if (!expected.isEmpty() && !detail.contains(expected)) {
            sentence.append("; expected ").append(expected);
        }
        String code = problem.path("code").asText("");
        return code.isEmpty() ? sentence.toString() : sentence + " [" + code + "]";
    }
}
