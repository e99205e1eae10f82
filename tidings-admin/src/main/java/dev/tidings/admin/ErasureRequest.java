package dev.tidings.admin;

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
        return new ErasureRequest(StoredRequest.read(stored, RECIPIENT).text(RECIPIENT));
    }
}
