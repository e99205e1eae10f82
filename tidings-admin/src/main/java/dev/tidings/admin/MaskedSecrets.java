package dev.tidings.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.secret.Masking;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Resolves masked values in requests: the mask of the stored secret stands for the stored secret. */
final class MaskedSecrets {
    private MaskedSecrets() {}

    /** Returns the secret; throws a ProblemException for a mask of another secret. */
    static Secret meant(String field, Secret given, @Nullable Secret stored) {
        if (!Masking.masked(given.reveal())) {
            return given;
        }
        if (stored == null || !stored.masked().equals(given.reveal())) {
            throw Problem.invalid(
                            field,
                            "a mask of another secret",
                            "the secret, or the mask of the stored secret to keep it")
                    .exception();
        }
        return stored;
    }

    static EndpointAuth meant(EndpointAuth given, @Nullable EndpointAuth stored) {
        return switch (given) {
            case EndpointAuth.None none -> none;
            case EndpointAuth.Bearer bearer ->
                new EndpointAuth.Bearer(meant(
                        "auth.token",
                        bearer.token(),
                        stored instanceof EndpointAuth.Bearer(Secret token) ? token : null));
            case EndpointAuth.Basic basic ->
                new EndpointAuth.Basic(
                        basic.username(),
                        meant(
                                "auth.password",
                                basic.password(),
                                stored instanceof EndpointAuth.Basic(String _, Secret password) ? password : null));
            case EndpointAuth.Header header ->
                new EndpointAuth.Header(
                        header.name(),
                        meant(
                                "auth.value",
                                header.value(),
                                stored instanceof EndpointAuth.Header(String _, Secret value) ? value : null));
        };
    }

    static Map<String, String> meant(Map<String, String> given, @Nullable Endpoint stored) {
        Map<String, String> meant = new TreeMap<>(given);
        meant.replaceAll((name, value) -> {
            String there = stored == null ? null : stored.settings().get(name);
            return Masking.secretName(name)
                    ? meant("settings." + name, new Secret(value), there == null ? null : new Secret(there))
                            .reveal()
                    : value;
        });
        return meant;
    }

    /** Masks the settings that are secrets by their names. */
    static Map<String, String> shown(Map<String, String> settings) {
        Map<String, String> shown = new TreeMap<>(settings);
        shown.replaceAll((name, value) -> Masking.secretName(name) ? Masking.secret(value) : value);
        return shown;
    }
}
