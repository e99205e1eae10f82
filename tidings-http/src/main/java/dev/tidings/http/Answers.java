package dev.tidings.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.json.JsonWriter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Answers of the REST API. */
public final class Answers {
    private Answers() {}

    public static HttpResponse json(HttpStatus status, JsonWriter.Body body) {
        return HttpResponse.of(status, MediaType.JSON, JsonWriter.object(body));
    }

    /** The answer that a result makes, or the problem that came instead. */
    public static <T> HttpResponse of(CompletableFuture<T> result, Function<? super T, HttpResponse> answer) {
        return HttpResponse.of(result.handle((value, failure) ->
                failure == null ? answer.apply(value) : ProblemAnswer.of(Failures.problem(failure))));
    }
}
