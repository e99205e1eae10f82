package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.ProviderService;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.http.RestResponses;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.util.Objects;

/** Serves {@code /v1/providers}. */
public final class ProviderRoutes {
    private final ProviderService providers;

    public ProviderRoutes(ProviderService providers) {
        this.providers = providers;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                providers.blocked(),
                all -> RestResponses.json(
                        HttpStatus.OK, json -> json.objects("providers", all, ProviderRoutes::write)));
    }

    public HttpService unblock() {
        return (ctx, request) -> RestResponses.of(
                providers.unblock(
                        Objects.requireNonNull(ctx.pathParam("channel")),
                        Objects.requireNonNull(ctx.pathParam("provider"))),
                key -> RestResponses.json(HttpStatus.OK, json -> {
                    writeKey(json, key);
                    json.text("circuit", EndpointCircuit.Circuit.CLOSED.code());
                }));
    }

    private static void write(JsonWriter out, ProviderService.Seen seen) throws IOException {
        EndpointCircuit circuit = seen.provider().circuit();
        writeKey(out, circuit.key());
        out.text("circuit", seen.state().code());
        out.text("reason", circuit.reason().code());
        out.time("since", seen.provider().since());
        out.time("blocked_until", circuit.notBefore());
        out.text("last_error", seen.provider().lastError());
    }

    private static void writeKey(JsonWriter out, TargetKey key) throws IOException {
        out.text("channel", key.channel());
        out.text("provider", key.target());
    }
}
