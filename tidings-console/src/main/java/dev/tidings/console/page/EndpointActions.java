package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import dev.tidings.console.api.ApiRefusal;
import dev.tidings.console.api.EndpointShown;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what an action on an endpoint will do, and takes it when its viewer agrees. */
final class EndpointActions {
    /** How long a pause may be, of the choices of its form. */
    private static final Pattern MILLIS = Pattern.compile("[1-9]\\d{0,10}");

    private static final String HOUR_MS = "3600000";

    private final Html html;

    EndpointActions(Html html) {
        this.html = html;
    }

    CompletableFuture<HttpResponse> serve(Visit visit) {
        EndpointAction action = EndpointAction.of(visit.part("action"));
        if (!visit.submitted()) {
            return show(visit, action, List.of(), null, null);
        }
        CompletableFuture<HttpResponse> taken = switch (action) {
            case TEST ->
                call(visit, action, EndpointShown.Test.class, "")
                        .thenCompose(result -> show(visit, action, List.of(), result, null));
            case ROTATE_SECRET ->
                call(visit, action, EndpointShown.class, "")
                        .thenCompose(endpoint -> show(
                                visit,
                                action,
                                Objects.requireNonNullElse(endpoint.newSecrets(), List.of()),
                                null,
                                null));
            case PAUSE ->
                call(visit, action, EndpointShown.class, "{\"duration_ms\": " + duration(visit) + "}")
                        .thenApply(endpoint -> done(endpoint, action));
            case RESUME -> call(visit, action, EndpointShown.class, "").thenApply(endpoint -> done(endpoint, action));
        };
        return taken.exceptionallyCompose(failure -> {
            ApiRefusal refusal = ApiRefusal.expected(failure, HttpStatus.CONFLICT);
            return show(visit, action, List.of(), null, refusal.problem().detail());
        });
    }

    private static <T> CompletableFuture<T> call(Visit visit, EndpointAction action, Class<T> shown, String body) {
        return visit.api().post(shown, "/v1/endpoints/{id}:" + action.code(), Map.of("id", visit.part("id")), body);
    }

    private static String duration(Visit visit) {
        String asked = visit.form().get("duration_ms", HOUR_MS);
        return MILLIS.matcher(asked).matches() ? asked : HOUR_MS;
    }

    private static HttpResponse done(EndpointShown endpoint, EndpointAction action) {
        return Html.see("/console/endpoints/" + endpoint.id() + "?"
                + QueryParams.of("done", action.code()).toQueryString());
    }

    private CompletableFuture<HttpResponse> show(
            Visit visit,
            EndpointAction action,
            List<String> secrets,
            EndpointShown.@Nullable Test result,
            @Nullable String problem) {
        return EndpointPages.find(visit)
                .thenApply(endpoint -> html.page(
                        problem == null ? HttpStatus.OK : HttpStatus.CONFLICT,
                        "endpoint-action.jte",
                        visit.shell().in("endpoints"),
                        new EndpointActionView(
                                action,
                                endpoint,
                                CurlCommand.of(
                                        visit, HttpMethod.POST, "/v1/endpoints/" + endpoint.id() + ":" + action.code()),
                                secrets,
                                result,
                                problem)));
    }
}
