package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.ErasureService;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import java.util.Objects;

/** Erases recipients. */
public final class ErasureRoutes {
    private final ErasureService erasures;

    public ErasureRoutes(ErasureService erasures) {
        this.erasures = erasures;
    }

    public HttpService start() {
        return (ctx, request) -> {
            Principal principal = Principal.of(ctx);
            return RestResponses.of(
                    erasures.start(
                            principal.tenant(), Objects.requireNonNull(ctx.pathParam("recipient")), principal.keyId()),
                    run -> RestResponses.json(HttpStatus.ACCEPTED, json -> BulkRunJson.write(json, run)));
        };
    }
}
