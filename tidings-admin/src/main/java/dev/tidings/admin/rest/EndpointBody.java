package dev.tidings.admin.rest;

import dev.tidings.admin.EndpointName;
import dev.tidings.admin.EndpointPatch;
import dev.tidings.admin.EndpointPut;
import dev.tidings.admin.MapPatch;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the fields of an endpoint: to put, to create or to change it. */
final class EndpointBody {
    private static final String CHANGEABLE = "address, types, metadata, enabled, secret, auth, settings";

    /** Read-only fields of a get response. A put ignores them, so that a response can be sent back. */
    private static final Set<String> SHOWN = Set.of(
            "id",
            "recipient",
            "channel",
            "health",
            "disabled_reason",
            "paused_until",
            "blocked",
            "has_secret",
            "has_bearer_token",
            "secrets",
            "retry_schedule",
            "failures",
            "last_test",
            "created_at",
            "updated_at",
            "etag");

    /** Whether a null among named values removes one; otherwise it is refused. */
    private final boolean removing;

    private @Nullable String recipient;
    private @Nullable String channel;
    private @Nullable String name;
    private @Nullable String address;
    private @Nullable TypeFilter types;
    private MapPatch metadata = MapPatch.NONE;
    private @Nullable Boolean enabled;
    private @Nullable Secret secret;
    private @Nullable UnaryOperator<EndpointAuth> auth;
    private MapPatch settings = MapPatch.NONE;

    private EndpointBody(boolean removing) {
        this.removing = removing;
    }

    /** @param queried the name from the query; null when the body may give it */
    static EndpointPut put(byte[] bytes, String tenant, String recipient, String channel, @Nullable String queried) {
        EndpointBody body = read(bytes, new EndpointBody(false), "name, " + CHANGEABLE, (json, field, read) -> {
            if (field.equals("name")) {
                read.name = json.optionalText();
                return true;
            }
            if (!SHOWN.contains(field)) {
                return read.field(json, field);
            }
            json.skip();
            return true;
        });
        if (queried != null && body.name != null && !queried.equals(body.name)) {
            throw Problem.invalid("name", body.name, "the name of the query, " + queried)
                    .exception();
        }
        return body.whole(
                new EndpointKey(tenant, recipient, channel, EndpointName.of(queried == null ? body.name : queried)));
    }

    static EndpointPut create(byte[] bytes, String tenant) {
        EndpointBody body =
                read(bytes, new EndpointBody(false), "recipient, channel, name, " + CHANGEABLE, (json, field, read) -> {
                    switch (field) {
                        case "recipient" -> read.recipient = json.text();
                        case "channel" -> read.channel = json.text();
                        case "name" -> read.name = json.optionalText();
                        default -> {
                            return read.field(json, field);
                        }
                    }
                    return true;
                });
        return body.whole(new EndpointKey(
                tenant,
                required("recipient", body.recipient, "a recipient id"),
                required("channel", body.channel, "the name of a channel"),
                EndpointName.of(body.name)));
    }

    /** Reads a merge patch (RFC 7396): an absent field stays, and null resets it. */
    static EndpointPatch patch(byte[] bytes) {
        EndpointBody body =
                read(bytes, new EndpointBody(true), CHANGEABLE, (json, field, read) -> read.field(json, field));
        return new EndpointPatch(
                body.address, body.types, body.metadata, body.enabled, body.secret, body.auth, body.settings);
    }

    /** Reads one field into a body. */
    @FunctionalInterface
    private interface Fields {
        boolean read(JsonReader json, String field, EndpointBody body) throws IOException;
    }

    private static EndpointBody read(byte[] bytes, EndpointBody body, String known, Fields fields) {
        return JsonReader.read(bytes, json -> {
            json.object(known, field -> fields.read(json, field, body));
            return body;
        });
    }

    private EndpointPut whole(EndpointKey key) {
        return new EndpointPut(
                key,
                required("address", address, "an address for the channel " + key.channel()),
                types == null ? TypeFilter.ALL : types,
                metadata.over(Map.of()),
                enabled == null || enabled,
                secret,
                auth == null ? null : auth.apply(new EndpointAuth.None()),
                settings.over(Map.of()));
    }

    private boolean field(JsonReader json, String field) throws IOException {
        switch (field) {
            case "address" -> address = json.text();
            case "types" -> types = json.absent() ? TypeFilter.ALL : new TypeFilter(texts(json));
            case "metadata" -> metadata = values(json);
            case "enabled" -> enabled = json.absent() || json.bool();
            case "secret" -> secret = secret(json);
            case "auth" -> auth = auth(json);
            case "settings" -> settings = values(json);
            default -> {
                return false;
            }
        }
        return true;
    }

    private @Nullable Secret secret(JsonReader json) throws IOException {
        if (!json.absent()) {
            return new Secret(json.secretText());
        }
        if (removing) {
            throw Problem.invalid("secret", null, "a signing key; omit it to keep the present ones")
                    .exception();
        }
        return null;
    }

    private @Nullable UnaryOperator<EndpointAuth> auth(JsonReader json) throws IOException {
        if (json.absent()) {
            return removing ? present -> new EndpointAuth.None() : null;
        }
        AuthBody body = AuthBody.read(json);
        if (removing) {
            return body::over;
        }
        EndpointAuth whole = body.whole();
        return present -> whole;
    }

    private MapPatch values(JsonReader json) throws IOException {
        if (json.absent()) {
            return MapPatch.CLEAR;
        }
        Map<String, @Nullable String> values = new HashMap<>();
        json.object("", name -> {
            TextCheck.plain(json.path(), name);
            values.put(name, removing && json.absent() ? null : json.secretText());
            return true;
        });
        return new MapPatch(false, values);
    }

    private static List<String> texts(JsonReader json) throws IOException {
        List<String> texts = new ArrayList<>();
        json.array(i -> texts.add(json.text()));
        return texts;
    }

    private static <T> T required(String field, @Nullable T given, String expected) {
        if (given == null) {
            throw Problem.invalid(field, null, expected).exception();
        }
        return given;
    }
}
