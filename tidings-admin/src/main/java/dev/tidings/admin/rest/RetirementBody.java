package dev.tidings.admin.rest;

import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"secret_id": "sec_…"}}. */
final class RetirementBody {
    private static final String FIELD = "secret_id";

    private @Nullable String secret;

    private RetirementBody() {}

    static String read(byte[] body) {
        RetirementBody read = new RetirementBody();
        JsonReader.read(body, json -> {
            json.object(FIELD, name -> {
                if (!name.equals(FIELD)) {
                    return false;
                }
                read.secret = json.optionalText();
                return true;
            });
            return true;
        });
        if (read.secret == null || read.secret.isEmpty()) {
            throw Problem.invalid(FIELD, read.secret, "the id of one of the endpoint's secrets, sec_…")
                    .exception();
        }
        return read.secret;
    }
}
