package dev.tidings.http.feature;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.SafeCloseable;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.tidings.core.access.Scope;
import dev.tidings.core.audit.AuditOrigin;
import dev.tidings.core.audit.AuditSource;
import dev.tidings.http.Failures;
import dev.tidings.http.Refusals;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.access.Principal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A service by which operators change something. What serves its requests has their origin, so that the change and its record in the
 * audit log are written in one transaction.
 */
public final class AuditedService extends SimpleDecoratingHttpService {
    private static final Set<HttpMethod> READS = EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<Scope> OPERATORS = EnumSet.of(Scope.OPERATE, Scope.ADMIN, Scope.SYSTEM);

    /** The trace id in the header {@code traceparent}. */
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-.*");

    private final AuditSource source;

    private AuditedService(HttpService delegate, AuditSource source) {
        super(delegate);
        this.source = source;
    }

    /** Returns the service, audited if only operators may call it and the method may change something. */
    static HttpService of(HttpService service, HttpMethod method, List<Scope> anyOf, AuditSource source) {
        return OPERATORS.containsAll(anyOf) && !READS.contains(method) ? new AuditedService(service, source) : service;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        AuditOrigin origin = origin(ctx);
        if (source == AuditSource.GRPC) {
            RequestOrigin.attach(ctx, origin);
            return unwrap().serve(ctx, request);
        }
        // A body that arrives later is delivered by a thread that does not know the request.
        return HttpResponse.of(request.aggregate().thenApply(whole -> origin.call(() -> inContext(ctx, whole))));
    }

    private HttpResponse inContext(ServiceRequestContext ctx, AggregatedHttpRequest whole) {
        try (SafeCloseable _ = ctx.push()) {
            return unwrap().serve(ctx, whole.toHttpRequest());
        } catch (Exception refused) {
            return Refusals.of(whole.toHttpRequest(), Failures.problem(refused));
        }
    }

    private AuditOrigin origin(ServiceRequestContext ctx) {
        Principal caller = Principal.of(ctx);
        Principal.Key key = caller.key();
        @Nullable LocalRequestContext local = ctx instanceof LocalRequestContext page ? page : null;
        RequestHeaders headers =
                (local == null ? ctx : local.unwrap()).request().headers();
        return new AuditOrigin(
                caller.tenant(),
                key == null ? AuditOrigin.LOOPBACK : key.id(),
                key == null ? null : key.name(),
                local == null ? source : AuditSource.CONSOLE,
                ctx.clientAddress().getHostAddress(),
                headers.get(HttpHeaderNames.USER_AGENT),
                requestId(headers));
    }

    private static @Nullable String requestId(RequestHeaders headers) {
        String id = headers.get("x-request-id");
        String trace = headers.get("traceparent");
        return id != null || trace == null ? id : TRACE.matcher(trace).replaceFirst("$1");
    }
}
