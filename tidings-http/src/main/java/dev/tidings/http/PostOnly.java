package dev.tidings.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/** Restricts a gRPC route to POST and CORS preflights; gRPC services would answer other methods with plain text. */
public final class PostOnly extends SimpleDecoratingHttpService {
    public PostOnly(HttpService delegate) {
        super(delegate);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        boolean preflight = request.method() == HttpMethod.OPTIONS
                && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        return request.method() == HttpMethod.POST || preflight
                ? unwrap().serve(ctx, request)
                : AllowedMethods.of(HttpMethod.POST).answer(request.method()).toHttpResponse();
    }
}
