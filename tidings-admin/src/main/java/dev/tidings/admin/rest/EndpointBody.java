package dev.tidings.admin.rest;

import dev.tidings.admin.EndpointName;
import dev.tidings.admin.EndpointPut;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the body of a put. */
final class EndpointBody {
    /** Read-only fields of a get response. A put ignores them, so that a response can be sent back. */
    private static final Set<String> SHOWN = Set.of(
            "id",
            "recipient",
            "channel",
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

    private @Nullable String address;
    private @Nullable String name;
    private TypeFilter types = TypeFilter.ALL;
    private Map<String, String> metadata = Map.of();
    private boolean enabled = true;
    private @Nullable Secret secret;
    private @Nullable EndpointAuth auth;
    private Map<String, String> settings = Map.of();

    private EndpointBody() {}

    /** @param name from the query; null when the body may give it */
    static EndpointPut read(byte[] body, String tenant, String recipient, String channel, @Nullable String name) {
        return JsonReader.read(body, json -> new EndpointBody().object(json, tenant, recipient, channel, name));
    }

    private EndpointPut object(
            JsonReader json, String tenant, String recipient, String channel, @Nullable String queried)
            throws IOException {
        json.object("name, address, types, metadata, enabled, secret, auth, settings", field -> field(json, field));
        if (queried != null && name != null && !queried.equals(name)) {
            throw Problem.invalid("name", name, "the name of the query, " + queried)
                    .exception();
        }
        String given = queried == null ? name : queried;
        EndpointKey key = new EndpointKey(tenant, recipient, channel, EndpointName.of(given));
        if (address == null) {
            throw Problem.invalid("address", null, "an address for the channel " + key.channel())
                    .exception();
        }
        return new EndpointPut(key, address, types, metadata, enabled, secret, auth, settings);
    }

    private boolean field(JsonReader json, String field) throws IOException {
        switch (field) {
            case "address" -> address = json.text();
            case "name" -> name = json.optionalText();
            case "types" -> types = json.absent() ? TypeFilter.ALL : new TypeFilter(texts(json));
            case "metadata" -> metadata = json.absent() ? Map.of() : json.texts();
            case "enabled" -> enabled = json.absent() || json.bool();
            case "secret" -> secret = json.absent() ? null : new Secret(json.secretText());
            case "auth" -> auth = json.absent() ? null : new AuthBody().read(json);
            case "settings" -> settings = json.absent() ? Map.of() : json.texts();
            default -> {
                if (!SHOWN.contains(field)) {
                    return false;
                }
                json.skip();
            }
        }
        return true;
    }

    private static List<String> texts(JsonReader json) throws IOException {
        List<String> texts = new ArrayList<>();
        json.array(i -> texts.add(json.text()));
        return texts;
    }

    /** {type: none | bearer | basic | header, …}. */
    private static final class AuthBody {
        private static final String TYPES = "none, bearer, basic or header";
        private static final Map<String, Set<String>> USED = Map.of(
                "none", Set.of(),
                "bearer", Set.of("token"),
                "basic", Set.of("username", "password"),
                "header", Set.of("name", "value"));

        private @Nullable String type;
        private @Nullable String username;
        private @Nullable String name;
        private @Nullable Secret token;
        private @Nullable Secret password;
        private @Nullable Secret value;

        EndpointAuth read(JsonReader json) throws IOException {
            json.object("type, token, username, password, name, value", field -> field(json, field));
            only(type);
            return switch (type) {
                case null -> throw Problem.invalid("auth.type", null, TYPES).exception();
                case "none" -> none();
                case "bearer" -> new EndpointAuth.Bearer(required("auth.token", token));
                case "basic" ->
                    new EndpointAuth.Basic(required("auth.username", username), required("auth.password", password));
                case "header" -> new EndpointAuth.Header(required("auth.name", name), required("auth.value", value));
                default -> throw Problem.invalid("auth.type", type, TYPES).exception();
            };
        }

        private boolean field(JsonReader json, String field) throws IOException {
            switch (field) {
                case "type" -> type = json.text();
                case "username" -> username = json.optionalText();
                case "name" -> name = json.optionalText();
                case "token" -> token = json.absent() ? null : new Secret(json.secretText());
                case "password" -> password = json.absent() ? null : new Secret(json.secretText());
                case "value" -> value = json.absent() ? null : new Secret(json.secretText());
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** Refuses a credential that its type does not use, instead of ignoring it silently. */
        private void only(@Nullable String type) {
            Map<String, @Nullable Object> given = new TreeMap<>();
            given.put("token", token);
            given.put("username", username);
            given.put("password", password);
            given.put("name", name);
            given.put("value", value);
            Set<String> used = type == null ? given.keySet() : USED.getOrDefault(type, given.keySet());
            given.forEach((field, value) -> {
                if (value != null && !used.contains(field)) {
                    throw Problem.invalid("auth." + field, "set", "no " + field + " for auth of type " + type)
                            .exception();
                }
            });
        }

        private static EndpointAuth none() {
            return new EndpointAuth.None();
        }

        private <T> T required(String field, @Nullable T given) {
            if (given == null) {
                throw Problem.invalid(field, null, "a value for auth of type " + type)
                        .exception();
            }
            return given;
        }
    }
}
