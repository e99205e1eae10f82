package dev.tidings.jobs;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.text.BlankText;
import dev.tidings.jobs.runtime.StartJob;
import dev.tidings.jobs.runtime.StopJob;
import dev.tidings.streams.StreamEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads jobs from the fields of an entry. The names are those of the frozen contract; other fields are ignored. */
public final class JobFields {
    public static final String GAME_ID = "game_id";
    public static final String IMAGE_REF = "image_ref";
    public static final String REASON = "reason";
    public static final String REQUESTED_AT_MS = "requested_at_ms";

    private static final int GAME_CHARS = 200;

    private JobFields() {}

    public static StartJob start(StreamEntry entry) {
        return new StartJob(game(required(entry, GAME_ID)), required(entry, IMAGE_REF), requestedAt(entry));
    }

    public static StopJob stop(StreamEntry entry) {
        return new StopJob(game(required(entry, GAME_ID)), stripped(entry, REASON), requestedAt(entry));
    }

    /** Checks a game id. */
    public static String game(String id) {
        if (BlankText.isBlank(id) || id.codePointCount(0, id.length()) > GAME_CHARS) {
            throw Problem.invalid(GAME_ID, "'" + id + "'", "1 to " + GAME_CHARS + " characters")
                    .exception();
        }
        TextCheck.id(GAME_ID, id);
        return id;
    }

    private static String required(StreamEntry entry, String name) {
        String value = stripped(entry, name);
        if (value.isEmpty()) {
            throw Problem.invalid(name, null, "text that is not blank").exception();
        }
        return value;
    }

    private static String stripped(StreamEntry entry, String name) {
        String value = entry.text(name);
        String text = value == null ? "" : value.strip();
        TextCheck.id(name, text);
        return text;
    }

    private static @Nullable Instant requestedAt(StreamEntry entry) {
        String text = stripped(entry, REQUESTED_AT_MS);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Instant.ofEpochMilli(Long.parseLong(text));
        } catch (NumberFormatException malformed) {
            throw Problem.invalid(REQUESTED_AT_MS, text, "a whole number of milliseconds since 1970")
                    .exception();
        }
    }
}
