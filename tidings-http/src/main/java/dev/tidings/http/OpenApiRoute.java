package dev.tidings.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Serves {@code GET /openapi.yaml}: docs/openapi.yaml at build time. */
public final class OpenApiRoute implements HttpService {
    private static final MediaType YAML = MediaType.create("application", "yaml");

    private final byte[] document;

    public OpenApiRoute() {
        try (InputStream in = OpenApiRoute.class.getResourceAsStream("openapi.yaml")) {
            document =
                    Objects.requireNonNull(in, "openapi.yaml is not in the jar").readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException("openapi.yaml cannot be read from the jar", failed);
        }
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return HttpResponse.of(HttpStatus.OK, YAML, document);
    }
}
