package dev.tidings.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.text.SpellingSuggestion;
import java.util.Set;
import java.util.TreeSet;

/**
 * Restricts the query parameters of a route. Refuses unknown, empty and repeated ones: a misspelled filter must not
 * match everything, and a switch that does not exist must not seem to be set.
 */
public final class AcceptedParameters {
    public static final AcceptedParameters NONE = of();

    /** Truncates names in messages. */
    private static final int SHOWN_CHARS = 50;

    private final Set<String> names;

    private AcceptedParameters(Set<String> names) {
        this.names = names;
    }

    public static AcceptedParameters of(String... names) {
        return new AcceptedParameters(new TreeSet<>(Set.of(names)));
    }

    /** Returns these and some more. */
    public AcceptedParameters and(String... more) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(Set.of(more));
        return new AcceptedParameters(all);
    }

    /** Returns the service behind the check. */
    public HttpService guard(HttpService service) {
        return new Checked(service);
    }

    private void check(ServiceRequestContext ctx) {
        QueryParams params = ctx.queryParams();
        for (String name : params.names()) {
            if (!names.contains(name)) {
                throw unknown(name);
            }
            if (params.getAll(name).size() > 1) {
                throw Problem.invalid(name, "given more than once", "each parameter at most once")
                        .exception();
            }
            if (params.get(name, "").isEmpty()) {
                throw Problem.invalid(name, "empty", "a value; omit the parameter otherwise")
                        .exception();
            }
        }
    }

    private RuntimeException unknown(String name) {
        String shown = name.length() <= SHOWN_CHARS ? name : name.substring(0, SHOWN_CHARS) + "…";
        String near = SpellingSuggestion.to(shown, names);
        return Problem.at(
                        ProblemCode.UNKNOWN_FIELD,
                        shown.isEmpty() ? "query" : shown,
                        "an unknown parameter" + (near == null ? "" : "; did you mean " + near + "?"),
                        names.isEmpty() ? "no parameters" : "one of " + String.join(", ", names))
                .exception();
    }

    private final class Checked extends SimpleDecoratingHttpService {
        Checked(HttpService delegate) {
            super(delegate);
        }

        @Override
        public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
            try {
                check(ctx);
            } catch (ProblemException refused) {
                return Refusals.of(request, refused.problem());
            }
            return unwrap().serve(ctx, request);
        }
    }
}
