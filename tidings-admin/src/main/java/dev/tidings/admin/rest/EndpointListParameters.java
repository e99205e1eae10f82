package dev.tidings.admin.rest;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.endpoint.EndpointCondition;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.EndpointFilter;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.QueryParameters;
import org.jspecify.annotations.Nullable;

/** Reads the query parameters of the list of endpoints. */
public final class EndpointListParameters {
    public static final AcceptedParameters FILTER_AND_PAGING =
            AcceptedParameters.of("recipient", "channel", "enabled", "health", "limit", "cursor");

    private EndpointListParameters() {}

    static EndpointFilter filter(ServiceRequestContext ctx, String tenant) {
        QueryParameters params = QueryParameters.of(ctx);
        String health = params.text("health");
        return new EndpointFilter(
                tenant,
                params.text("recipient"),
                params.text("channel"),
                enabled(params.text("enabled")),
                health == null ? null : EndpointCondition.parse("health", health));
    }

    private static @Nullable Boolean enabled(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.invalid("enabled", text, "true or false").exception();
        };
    }
}
