package dev.tidings.admin.rest;

import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code {type: none | bearer | basic | header, …}}, whole or as a change of credentials. */
final class AuthBody {
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
    /** The fields that are null in the body; a change does not keep their present values. */
    private final Set<String> removed = new TreeSet<>();

    private AuthBody() {}

    static AuthBody read(JsonReader json) throws IOException {
        AuthBody body = new AuthBody();
        json.object("type, token, username, password, name, value", field -> body.field(json, field));
        return body;
    }

    private boolean field(JsonReader json, String field) throws IOException {
        switch (field) {
            case "type" -> type = json.text();
            case "username" -> username = json.optionalText();
            case "name" -> name = json.optionalText();
            case "token" -> token = secret(json, field);
            case "password" -> password = secret(json, field);
            case "value" -> value = secret(json, field);
            default -> {
                return false;
            }
        }
        return true;
    }

    private @Nullable Secret secret(JsonReader json, String field) throws IOException {
        if (json.absent()) {
            removed.add(field);
            return null;
        }
        return new Secret(json.secretText());
    }

    /** Returns whole credentials; throws a ProblemException if a part is missing. */
    EndpointAuth whole() {
        return over(new EndpointAuth.None());
    }

    /** Returns the credentials after a change: what the body omits stays, unless the type is another one. */
    EndpointAuth over(EndpointAuth present) {
        String wanted = type == null ? kept(present) : type;
        only(wanted);
        return switch (wanted) {
            case null -> throw Problem.invalid("auth.type", null, TYPES).exception();
            case "none" -> new EndpointAuth.None();
            case "bearer" ->
                new EndpointAuth.Bearer(required(
                        wanted, "token", token, present instanceof EndpointAuth.Bearer(Secret there) ? there : null));
            case "basic" ->
                new EndpointAuth.Basic(
                        required(
                                wanted,
                                "username",
                                username,
                                present instanceof EndpointAuth.Basic(String there, Secret _) ? there : null),
                        required(
                                wanted,
                                "password",
                                password,
                                present instanceof EndpointAuth.Basic(String _, Secret there) ? there : null));
            case "header" ->
                new EndpointAuth.Header(
                        required(
                                wanted,
                                "name",
                                name,
                                present instanceof EndpointAuth.Header(String there, Secret _) ? there : null),
                        required(
                                wanted,
                                "value",
                                value,
                                present instanceof EndpointAuth.Header(String _, Secret there) ? there : null));
            default -> throw Problem.invalid("auth.type", wanted, TYPES).exception();
        };
    }

    /** The type of the present credentials; null if there are none, so that the body has to name one. */
    private static @Nullable String kept(EndpointAuth present) {
        return switch (present) {
            case EndpointAuth.None none -> null;
            case EndpointAuth.Bearer bearer -> "bearer";
            case EndpointAuth.Basic basic -> "basic";
            case EndpointAuth.Header header -> "header";
        };
    }

    /** Refuses a credential that its type does not use, instead of ignoring it silently. */
    private void only(@Nullable String wanted) {
        Map<String, @Nullable Object> given = new TreeMap<>();
        given.put("token", token);
        given.put("username", username);
        given.put("password", password);
        given.put("name", name);
        given.put("value", value);
        Set<String> used = wanted == null ? given.keySet() : USED.getOrDefault(wanted, given.keySet());
        given.forEach((field, one) -> {
            if (one != null && !used.contains(field)) {
                throw Problem.invalid("auth." + field, "set", "no " + field + " for auth of type " + wanted)
                        .exception();
            }
        });
    }

    private <T> T required(String wanted, String field, @Nullable T given, @Nullable T present) {
        T meant = given == null && !removed.contains(field) ? present : given;
        if (meant == null) {
            throw Problem.invalid("auth." + field, null, "a value for auth of type " + wanted)
                    .exception();
        }
        return meant;
    }
}
