package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.RecoveryService;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;

/** Sends an endpoint what it missed. */
public final class RecoveryRoutes {
    private final RecoveryService recoveries;

    public RecoveryRoutes(RecoveryService recoveries) {
        this.recoveries = recoveries;
    }

    public HttpService start() {
        return (ctx, request) -> {
            Principal principal = Principal.of(ctx);
            return HttpResponse.of(request.aggregate()
                    .thenCompose(whole -> {
                        RecoveryBody body = RecoveryBody.read(JsonBody.of(whole));
                        return recoveries.start(
                                principal.tenant(),
                                EndpointRoutes.ref(ctx),
                                body.since(),
                                body.until(),
                                principal.keyId());
                    })
                    .thenApply(run -> RestResponses.json(HttpStatus.ACCEPTED, json -> BulkRunJson.write(json, run))));
        };
    }
}
