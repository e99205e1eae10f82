package dev.tidings.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Serves {@code GET /}: links to documentation and health. It reveals nothing about the server and needs no key. */
public final class RootRoute implements HttpService {
    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return RestResponses.json(HttpStatus.OK, json -> {
            json.text("name", "tidings");
            json.text("docs", "/docs/");
            json.text("openapi", "/openapi.yaml");
            json.text("health", "/healthz");
            json.text("readiness", "/readyz");
        });
    }
}
