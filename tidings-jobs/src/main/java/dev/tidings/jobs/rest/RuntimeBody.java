package dev.tidings.jobs.rest;

import dev.tidings.json.JsonReader;
import java.util.Objects;

/** Reads a body with one text field: {@code {"image_ref": …}} or {@code {"reason": …}}. */
final class RuntimeBody {
    private String text = "";

    private RuntimeBody() {}

    /** Returns an empty text if the field is missing. */
    static String text(byte[] body, String field) {
        RuntimeBody read = new RuntimeBody();
        JsonReader.read(body, json -> {
            json.object(field, name -> {
                if (!name.equals(field)) {
                    return false;
                }
                read.text = Objects.requireNonNullElse(json.optionalText(), "");
                return true;
            });
            return true;
        });
        return read.text;
    }
}
