package dev.tidings.admin;

import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
            List<String> recipients = new ArrayList<>();
            json.object(RECIPIENT, name -> {
                if (!name.equals(RECIPIENT)) {
                    return false;
                }
                recipients.add(json.text());
                return true;
            });
            if (recipients.isEmpty()) {
                throw Problem.invalid("request", "incomplete", RECIPIENT).exception();
            }
            return new ErasureRequest(recipients.getFirst());
        });
    }
}
