package dev.tidings.console.api;

import dev.tidings.json.JsonReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the payload of a notification as its producer wrote it: a parsed one may write its numbers in another way. */
final class RawPayload {
    private byte @Nullable [] found;

    private RawPayload() {}

    static @Nullable String of(byte[] notification) {
        RawPayload payload = new RawPayload();
        JsonReader.slice(notification, json -> {
            json.object("", name -> {
                if (name.equals("payload")) {
                    payload.found = json.optionalRaw();
                } else {
                    json.skip();
                }
                return true;
            });
            return payload;
        });
        return payload.found == null ? null : new String(payload.found, StandardCharsets.UTF_8);
    }
}
