package dev.tidings.admin.rest;

import dev.tidings.core.endpoint.Secret;
import dev.tidings.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"secret": "…"}}; the secret is optional. */
final class SecretBody {
    private @Nullable Secret secret;

    private SecretBody() {}

    static @Nullable Secret read(byte[] body) {
        SecretBody read = new SecretBody();
        JsonReader.read(body, json -> {
            json.object("secret", name -> {
                if (!name.equals("secret")) {
                    return false;
                }
                read.secret = json.absent() ? null : new Secret(json.secretText());
                return true;
            });
            return true;
        });
        return read.secret;
    }
}
