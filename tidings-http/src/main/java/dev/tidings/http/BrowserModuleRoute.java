package dev.tidings.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Serves {@code GET /client/tidings.js}, the browser client. It is public, so any origin may load it. */
public final class BrowserModuleRoute implements HttpService {
    private static final ResponseHeaders HEAD = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.TEXT_JAVASCRIPT_UTF_8)
            .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
            .set(HttpHeaderNames.CACHE_CONTROL, "public, max-age=300")
            .build();

    private final byte[] module;

    public BrowserModuleRoute() {
        try (InputStream in = BrowserModuleRoute.class.getResourceAsStream("tidings.js")) {
            module = Objects.requireNonNull(in, "tidings.js is not in the jar").readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException("tidings.js cannot be read from the jar", failed);
        }
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return HttpResponse.of(HEAD, HttpData.wrap(module));
    }
}
