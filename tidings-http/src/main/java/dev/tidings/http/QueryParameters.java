package dev.tidings.http;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request after {@link AcceptedParameters}: each is known, given once and not empty. */
public final class QueryParameters {
    private final QueryParams params;

    private QueryParameters(QueryParams params) {
        this.params = params;
    }

    public static QueryParameters of(ServiceRequestContext ctx) {
        return new QueryParameters(ctx.queryParams());
    }

    public @Nullable String text(String name) {
        return params.get(name);
    }

    /** Returns a whole number in these bounds; throws a ProblemException otherwise. */
    public int number(String name, int least, int most, int otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw Problem.invalid(name, text, "a whole number from " + least + " to " + most)
                .exception();
    }
}
