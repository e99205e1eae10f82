package dev.tidings.http;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.text.PlainText;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a change alters, with their values before and after. Of secrets, and of what is known about a recipient, callers add
 * names and ids, never values.
 */
public final class AuditFields {
    /** The maximum bytes of the values before, and of those after. Fields that exceed them are left out. */
    public static final int MOST_BYTES = 8_192;

    private static final int MOST_CHARS = 1_000;
    private static final String CUT = "…";

    private final List<Field> fields = new ArrayList<>();
    private boolean cut;

    /** A value that is already JSON. */
    private record Json(String text) {}

    private record Field(
            String name, @Nullable Object before, @Nullable Object after) {}

    /** Adds a field if its value changes; texts, times, numbers, booleans, and collections of texts. */
    public AuditFields changed(String name, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            fields.add(new Field(name, before, after));
        }
        return this;
    }

    /** Adds a field that has a value only after the change. */
    public AuditFields set(String name, @Nullable Object after) {
        return changed(name, null, after);
    }

    /** Adds a field that has a value only after the change, as JSON. */
    public AuditFields json(String name, @Nullable String after) {
        return set(name, after == null ? null : new Json(after));
    }

    /** Returns the change of an object, whose tenant is given. */
    public AuditChange of(String tenant, AuditAction action, String object) {
        List<Field> before = fields.stream()
                .map(field -> new Field(field.name(), bounded(field.before()), null))
                .toList();
        List<Field> after = fields.stream()
                .map(field -> new Field(field.name(), bounded(field.after()), null))
                .toList();
        String old = json(before);
        String now = json(after);
        return new AuditChange(tenant, action.code(), object, old, now, cut);
    }

    private @Nullable Object bounded(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Json json -> json;
            case Collection<?> items -> {
                List<String> texts = new ArrayList<>();
                for (Object item : items) {
                    texts.add(text(item));
                }
                yield texts;
            }
            default -> text(value);
        };
    }

    private String text(Object value) {
        String text = PlainText.cleaned(value.toString());
        if (text.length() <= MOST_CHARS) {
            return text;
        }
        cut = true;
        return PlainText.cleaned(text.substring(0, MOST_CHARS)) + CUT;
    }

    private @Nullable String json(List<Field> values) {
        List<Field> kept = new ArrayList<>();
        int bytes = 2;
        for (Field field : values) {
            int size = field.before() == null ? 0 : bytes(List.of(field)).length;
            if (bytes + size > MOST_BYTES) {
                cut = true;
            } else if (size > 0) {
                bytes += size;
                kept.add(field);
            }
        }
        return kept.isEmpty() ? null : new String(bytes(kept), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(List<Field> fields) {
        return JsonWriter.object(json -> {
            for (Field field : fields) {
                write(json, field.name(), Objects.requireNonNull(field.before()));
            }
        });
    }

    private static void write(JsonWriter json, String name, Object value) throws IOException {
        switch (value) {
            case Boolean flag -> json.bool(name, flag);
            case Long number -> json.number(name, number.longValue());
            case Json raw -> json.raw(name, raw.text());
            case Collection<?> items ->
                json.texts(name, items.stream().map(Object::toString).toList());
            default -> json.text(name, value.toString());
        }
    }
}
