package dev.tidings.admin.rest;

import dev.tidings.json.JsonReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"since": time, "until": time}}. */
final class RecoveryBody {
    private @Nullable Instant since;
    private @Nullable Instant until;

    private RecoveryBody() {}

    static RecoveryBody read(byte[] bytes) {
        RecoveryBody body = new RecoveryBody();
        return JsonReader.read(bytes, json -> {
            json.object("since, until", name -> {
                switch (name) {
                    case "since" -> body.since = json.optionalTime();
                    case "until" -> body.until = json.optionalTime();
                    default -> {
                        return false;
                    }
                }
                return true;
            });
            return body;
        });
    }

    @Nullable
    Instant since() {
        return since;
    }

    @Nullable
    Instant until() {
        return until;
    }
}
