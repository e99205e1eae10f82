package dev.tidings.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.json.JsonWriter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Creates responses of the REST API. */
public final class RestResponses {
    private RestResponses() {}

    public static HttpResponse json(HttpStatus status, JsonWriter.Body body) {
        return HttpResponse.of(status, MediaType.JSON, JsonWriter.object(body));
    }

    /** Returns the response for a result, or for the problem of a failure. */
    public static <T> HttpResponse of(CompletableFuture<T> result, Function<? super T, HttpResponse> answer) {
        return HttpResponse.of(result.handle((value, failure) ->
                failure == null ? answer.apply(value) : ProblemAnswer.of(Failures.problem(failure))));
    }
}
