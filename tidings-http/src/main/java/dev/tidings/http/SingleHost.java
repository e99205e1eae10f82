package dev.tidings.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;

/**
 * Refuses requests with several Host headers (RFC 9112, 3.2): a proxy may have used another one than this server would.
 */
public final class SingleHost implements DecoratingHttpServiceFunction {
    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1) {
            return Refusals.of(
                    request, Problem.at(ProblemCode.INVALID_FIELD, "Host", hosts + " headers", "one header"));
        }
        return delegate.serve(ctx, request);
    }
}
