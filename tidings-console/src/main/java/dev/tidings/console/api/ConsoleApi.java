package dev.tidings.console.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.access.SignIn;
import dev.tidings.http.feature.LocalApi;
import dev.tidings.http.feature.LocalCall;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The public REST API for one viewer. Calls fail with {@link ApiRefusal}; their results arrive on threads that may block. */
public final class ConsoleApi {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final LocalApi api;
    private final ServiceRequestContext page;
    private final @Nullable SignIn viewer;

    /** @param viewer null on a server without API keys */
    public ConsoleApi(LocalApi api, ServiceRequestContext page, @Nullable SignIn viewer) {
        this.api = api;
        this.page = page;
        this.viewer = viewer;
    }

    public <T> CompletableFuture<T> get(Class<T> shown, String template, Map<String, String> path) {
        return get(shown, template, path, QueryParams.of());
    }

    public <T> CompletableFuture<T> get(Class<T> shown, String template, Map<String, String> path, QueryParams query) {
        return call(LocalCall.get(template, path, query)).thenApply(answer -> read(shown, answer));
    }

    /** Returns a notification with the payload as it was sent. */
    public CompletableFuture<NotificationShown> notification(String id) {
        return call(LocalCall.get("/v1/notifications/{id}", Map.of("id", id), QueryParams.of()))
                .thenApply(answer -> read(NotificationShown.class, answer)
                        .with(RawPayload.of(answer.content().array())));
    }

    /** Changes something. */
    public <T> CompletableFuture<T> post(Class<T> shown, String template, Map<String, String> path, String json) {
        return call(LocalCall.post(template, path, json)).thenApply(answer -> read(shown, answer));
    }

    private CompletableFuture<AggregatedHttpResponse> call(LocalCall call) {
        return api.call(page, viewer, call).thenApplyAsync(ConsoleApi::accepted, page.blockingTaskExecutor());
    }

    private static AggregatedHttpResponse accepted(AggregatedHttpResponse answer) {
        if (!answer.status().isSuccess()) {
            throw new ApiRefusal(answer.status().code(), read(ProblemShown.class, answer));
        }
        return answer;
    }

    private static <T> T read(Class<T> shown, AggregatedHttpResponse answer) {
        try {
            return JSON.readValue(answer.content().array(), shown);
        } catch (IOException unexpected) {
            throw new IllegalStateException("the API answered something else than " + shown, unexpected);
        }
    }

    /** Returns JSON with line breaks, for people; numbers keep all their digits. */
    static String pretty(String json) {
        try {
            return EXACT.readTree(json).toPrettyString();
        } catch (JsonProcessingException malformed) {
            return json;
        }
    }
}
