package dev.tidings.admin;

import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** Whom a run erases. */
record ErasureRequest(String recipient) {
    private static final String RECIPIENT = "recipient";

    /** Returns the request as a run stores it. */
    String json() {
        return new String(JsonWriter.object(json -> json.text(RECIPIENT, recipient)), StandardCharsets.UTF_8);
    }

    /** Reads a request that a run stored. */
    static ErasureRequest parse(String stored) {
        return JsonReader.read(stored.getBytes(StandardCharsets.UTF_8), json -> {
            String[] found = new String[1];
            json.object(RECIPIENT, name -> {
                if (!name.equals(RECIPIENT)) {
                    return false;
                }
                found[0] = json.text();
                return true;
            });
            if (found[0] == null) {
                throw Problem.invalid("request", "incomplete", RECIPIENT).exception();
            }
            return new ErasureRequest(found[0]);
        });
    }
}
