package dev.tidings.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/** The service behind the methods that gRPC has: a gRPC route takes every method and would answer others with bare text. */
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
