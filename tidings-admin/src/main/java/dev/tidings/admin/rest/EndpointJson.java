package dev.tidings.admin.rest;

import dev.tidings.admin.EndpointView;
import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.time.Durations;
import dev.tidings.http.IfMatch;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes endpoints as JSON; all secrets are masked. */
final class EndpointJson {
    private EndpointJson() {}

    static void write(JsonWriter json, EndpointView view) throws IOException {
        Endpoint endpoint = view.endpoint();
        json.text("id", endpoint.id().value());
        json.text("recipient", endpoint.key().recipient());
        json.text("channel", endpoint.key().channel());
        json.text("name", endpoint.key().name());
        json.text("address", endpoint.address());
        json.texts("types", endpoint.types().patterns());
        json.object("metadata", fields -> sorted(fields, endpoint.metadata()));
        json.bool("enabled", endpoint.enabled());
        json.text("health", view.health().code());
        json.text("disabled_reason", endpoint.disabledReason());
        json.time("paused_until", endpoint.pausedUntil());
        EndpointView.Block block = view.block();
        if (block != null) {
            json.object("blocked", fields -> {
                fields.text("reason", block.reason().code());
                fields.text("circuit", block.circuit().code());
                fields.time("until", block.until());
                fields.number("opened", block.opened());
            });
        }
        json.bool("has_secret", !endpoint.secrets().isEmpty());
        json.bool("has_bearer_token", endpoint.auth() instanceof EndpointAuth.Bearer);
        json.objects("secrets", endpoint.secrets(), EndpointJson::secret);
        json.object("auth", fields -> auth(fields, endpoint.auth()));
        json.object("settings", fields -> sorted(fields, endpoint.settings()));
        json.texts(
                "retry_schedule",
                view.retrySchedule().stream().map(Durations::text).toList());
        write(json, "failures", endpoint.failures());
        EndpointTest test = endpoint.lastTest();
        if (test != null) {
            json.object("last_test", fields -> write(fields, test));
        }
        json.time("created_at", endpoint.createdAt());
        json.time("updated_at", endpoint.updatedAt());
        json.text("etag", IfMatch.tag(endpoint.version()));
    }

    static void write(JsonWriter json, String name, @Nullable ConsecutiveFailures failures) throws IOException {
        if (failures != null) {
            json.object(name, fields -> {
                fields.time("since", failures.since());
                fields.number("attempts", failures.attempts());
            });
        }
    }

    private static void sorted(JsonWriter json, Map<String, String> values) throws IOException {
        for (Map.Entry<String, String> value : new TreeMap<>(values).entrySet()) {
            json.text(value.getKey(), value.getValue());
        }
    }

    static void write(JsonWriter json, EndpointTest test) throws IOException {
        json.text("status", test.status());
        json.text("error", test.error());
        json.time("at", test.at());
    }

    private static void secret(JsonWriter json, SigningSecret secret) throws IOException {
        json.text("id", secret.id());
        json.text("secret", secret.secret().masked());
        json.time("created_at", secret.createdAt());
        json.time("ends_at", secret.endsAt());
    }

    private static void auth(JsonWriter json, EndpointAuth auth) throws IOException {
        switch (auth) {
            case EndpointAuth.None none -> json.text("type", "none");
            case EndpointAuth.Bearer bearer -> {
                json.text("type", "bearer");
                json.text("token", bearer.token().masked());
            }
            case EndpointAuth.Basic basic -> {
                json.text("type", "basic");
                json.text("username", basic.username());
                json.text("password", basic.password().masked());
            }
            case EndpointAuth.Header header -> {
                json.text("type", "header");
                json.text("name", header.name());
                json.text("value", header.value().masked());
            }
        }
    }
}
