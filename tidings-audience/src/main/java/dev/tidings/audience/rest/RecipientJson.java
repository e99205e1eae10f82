package dev.tidings.audience.rest;

import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.http.IfMatch;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** Writes profiles of recipients as JSON. */
final class RecipientJson {
    private RecipientJson() {}

    static void write(JsonWriter json, RecipientProfile profile) throws IOException {
        json.text("id", profile.recipient());
        json.text("locale", profile.traits().locale());
        json.text("time_zone", profile.traits().timeZone());
        json.raw("attributes", profile.traits().attributes());
        json.time("created_at", profile.createdAt());
        json.time("updated_at", profile.updatedAt());
        json.text("etag", IfMatch.tag(profile.version()));
    }
}
