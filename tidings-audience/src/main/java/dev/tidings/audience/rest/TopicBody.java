package dev.tidings.audience.rest;

import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;

/** Reads the body of a put. */
final class TopicBody {
    /** Read-only fields of a get response. A put ignores them, so that a response can be sent back. */
    private static final Set<String> SHOWN = Set.of("id", "subscribers", "created_at", "updated_at");

    private String description = "";

    private TopicBody() {}

    /** Returns the description. */
    static String read(byte[] body) {
        return JsonReader.read(body, json -> new TopicBody().object(json));
    }

    private String object(JsonReader json) throws IOException {
        json.object("description", name -> field(json, name));
        return description;
    }

    private boolean field(JsonReader json, String name) throws IOException {
        if (name.equals("description")) {
            description = Objects.requireNonNullElse(json.optionalText(), "");
            return true;
        }
        if (SHOWN.contains(name)) {
            json.skip();
            return true;
        }
        return false;
    }
}
