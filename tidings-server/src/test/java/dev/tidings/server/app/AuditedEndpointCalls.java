package dev.tidings.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import java.util.function.Supplier;

/** The calls that change endpoints and providers. */
final class AuditedEndpointCalls extends CallTable {
    AuditedEndpointCalls(EdgeServer server) {
        super(server);
        addEndpoints("/v1/endpoints/{id}", () -> "/v1/endpoints/" + endpoint());
        addEndpoints("/v1/recipients/{recipient}/endpoints/{channel}", () -> {
            endpoint();
            return "/v1/recipients/user:1/endpoints/webhook";
        });
        addEndpointMethods();
    }

    private void addEndpoints(String path, Supplier<String> one) {
        if (path.endsWith("{id}")) {
            add("POST /v1/endpoints", "endpoint.created", () -> server.post("/v1/endpoints", created("user:2")));
        } else {
            add("PUT " + path, "endpoint.created", () -> server.putEndpoint("user:2"));
        }
        add("PATCH " + path, "endpoint.changed", () -> patch(one.get(), "{\"enabled\":false}"));
        add("DELETE " + path, "endpoint.deleted", () -> server.send(HttpMethod.DELETE, one.get(), null));
        String since = "{\"since\":\"" + server.clock.instant().minus(HOUR) + "\"}";
        if (path.endsWith("{id}")) {
            add("POST " + path + ":recover", "bulk_run.started", () -> server.post(one.get() + ":recover", since));
        }
        add("POST " + path + ":test", "endpoint.tested", () -> server.post(one.get() + ":test", ""));
        add(
                "POST " + path + ":pause",
                "endpoint.paused",
                () -> server.post(one.get() + ":pause", "{\"duration_ms\":3600000}"));
        add("POST " + path + ":resume", "endpoint.resumed", () -> {
            String endpoint = one.get();
            server.post(endpoint + ":pause", "{\"duration_ms\":3600000}");
            return server.post(endpoint + ":resume", "");
        });
        add("POST " + path + ":unblock", "endpoint.unblocked", () -> {
            String endpoint = one.get();
            block();
            return server.post(endpoint + ":unblock", "");
        });
        add(
                "POST " + path + ":rotate-secret",
                "endpoint.secret_rotated",
                () -> server.post(one.get() + ":rotate-secret", ""));
        add("POST " + path + ":retire-secret", "endpoint.secret_retired", () -> {
            String endpoint = one.get();
            return server.post(endpoint + ":retire-secret", "{\"secret_id\":\"" + oldSecret(endpoint) + "\"}");
        });
    }

    private void addEndpointMethods() {
        method(
                "EndpointService/PutEndpoint",
                "endpoint.created",
                () -> "{\"recipient\":\"user:3\",\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:9/a\"}");
        method(
                "EndpointService/CreateEndpoint",
                "endpoint.created",
                () ->
                        "{\"endpoint\":{\"recipient\":\"user:3\",\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:9/a\"}}");
        method("EndpointService/PatchEndpoint", "endpoint.changed", () -> named(endpoint(), ",\"enabled\":false"));
        method("EndpointService/DeleteEndpoint", "endpoint.deleted", () -> named(endpoint(), ""));
        String since = ",\"since\":\"" + server.clock.instant().minus(HOUR) + "\"";
        method("EndpointService/RecoverEndpoint", "bulk_run.started", () -> named(endpoint(), since));
        method("EndpointService/TestEndpoint", "endpoint.tested", () -> named(endpoint(), ""));
        method(
                "EndpointService/PauseEndpoint",
                "endpoint.paused",
                () -> named(endpoint(), ",\"until\":\"" + server.clock.instant().plus(HOUR) + "\""));
        method("EndpointService/ResumeEndpoint", "endpoint.resumed", () -> {
            String id = endpoint();
            server.post("/v1/endpoints/" + id + ":pause", "{\"duration_ms\":3600000}");
            return named(id, "");
        });
        method("EndpointService/UnblockEndpoint", "endpoint.unblocked", () -> {
            String id = endpoint();
            block();
            return named(id, "");
        });
        method("EndpointService/RotateSecret", "endpoint.secret_rotated", () -> named(endpoint(), ""));
        method("EndpointService/RetireSecret", "endpoint.secret_retired", () -> {
            String id = endpoint();
            return named(id, ",\"secretId\":\"" + oldSecret("/v1/endpoints/" + id) + "\"");
        });
        add("POST /v1/providers/{channel}/{provider}:unblock", "provider.unblocked", () -> {
            blockProvider();
            return server.post("/v1/providers/email/mail.test:unblock", "");
        });
        method("ProviderService/UnblockProvider", "provider.unblocked", () -> {
            blockProvider();
            return "{\"channel\":\"email\",\"provider\":\"mail.test\"}";
        });
    }

    private static String named(String endpoint, String more) {
        return "{\"endpointId\":\"" + endpoint + "\"" + more + "}";
    }

    private static String created(String recipient) {
        return "{\"recipient\":\"" + recipient + "\",\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:9/hook\"}";
    }

    private String endpoint() {
        JsonNode put = server.putEndpoint("user:1").json();
        return put.path("id").asText();
    }

    private void block() {
        String id = server.get("/v1/recipients/user:1/endpoints/webhook").text("id");
        server.store.health().block(new TargetKey("default", "webhook", id), EndpointCircuit.Reason.CIRCUIT, 1, HOUR);
    }

    private void blockProvider() {
        server.store
                .health()
                .block(TargetKey.ofProvider("email", "mail.test"), EndpointCircuit.Reason.CIRCUIT, 1, HOUR);
    }

    private String oldSecret(String endpoint) {
        server.post(endpoint + ":rotate-secret", "");
        return server.get(endpoint).json().path("secrets").get(1).path("id").asText();
    }
}
