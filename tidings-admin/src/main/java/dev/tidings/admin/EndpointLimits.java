package dev.tidings.admin;

import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Length limits of an endpoint's parts, for all channels. Channels may have lower limits. */
final class EndpointLimits {
    private static final int ADDRESS_CHARS = 2048;
    private static final int VALUE_CHARS = 4096;
    private static final int SETTINGS = 100;
    private static final int NAME_CHARS = 200;
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*\\*?");
    private static final int TYPES = 100;
    private static final int TYPE_CHARS = 200;
    private static final int METADATA = 50;
    private static final int METADATA_CHARS = 500;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private EndpointLimits() {}

    /** Throws a ProblemException for the first field that exceeds its limit. */
    static void check(EndpointPut put) {
        types(put.types());
        metadata(put.metadata());
        TextCheck.atMost("address", put.address(), ADDRESS_CHARS);
        secret(put.secret());
        auth(put.auth());
        settings(put.settings());
    }

    private static void types(TypeFilter types) {
        if (types.patterns().size() > TYPES) {
            throw Problem.overLimit("types", types.patterns().size() + " types", "at most " + TYPES)
                    .exception();
        }
        for (int i = 0; i < types.patterns().size(); i++) {
            String field = "types[" + i + "]";
            String pattern = types.patterns().get(i);
            if (pattern.length() > TYPE_CHARS || !TYPE.matcher(pattern).matches()) {
                throw Problem.invalid(
                                field,
                                "'" + pattern + "'",
                                "a type such as order.paid or a prefix such as order.*, of 1 to " + TYPE_CHARS
                                        + " characters")
                        .exception();
            }
        }
    }

    private static void metadata(Map<String, String> metadata) {
        if (metadata.size() > METADATA) {
            throw Problem.overLimit("metadata", metadata.size() + " values", "at most " + METADATA)
                    .exception();
        }
        metadata.forEach((name, value) -> {
            TextCheck.atMost("metadata", name, NAME_CHARS);
            TextCheck.atMost(NAME.matcher(name).matches() ? "metadata." + name : "metadata", value, METADATA_CHARS);
        });
    }

    static void secret(@Nullable Secret secret) {
        if (secret != null) {
            value("secret", secret.reveal());
        }
    }

    private static void auth(@Nullable EndpointAuth auth) {
        switch (auth) {
            case null -> {}
            case EndpointAuth.None none -> {}
            case EndpointAuth.Bearer(Secret token) -> value("auth.token", token.reveal());
            case EndpointAuth.Basic(String username, Secret password) -> {
                value("auth.username", username);
                value("auth.password", password.reveal());
                // RFC 7617 has neither with control characters, and the name is shown.
                TextCheck.id("auth.username", username);
                TextCheck.id("auth.password", password.reveal());
            }
            case EndpointAuth.Header(String name, Secret value) -> {
                value("auth.name", name);
                value("auth.value", value.reveal());
            }
        }
    }

    private static void settings(Map<String, String> settings) {
        if (settings.size() > SETTINGS) {
            throw Problem.overLimit("settings", settings.size() + " settings", "at most " + SETTINGS)
                    .exception();
        }
        settings.forEach((name, value) -> {
            TextCheck.atMost("settings", name, NAME_CHARS);
            // The name may be a whole header including its secret value.
            value(NAME.matcher(name).matches() ? "settings." + name : "settings", value);
        });
    }

    private static void value(String field, String value) {
        TextCheck.atMost(field, value, VALUE_CHARS);
    }
}
