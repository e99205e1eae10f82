package dev.tidings.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tidings.core.secret.Masking;
import dev.tidings.core.text.BlankText;
import dev.tidings.server.config.EffectiveSetting.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the settings of a section: the variable, or else the value in the file. Remembers which ones were looked up. */
final class SettingLookup {
    static final String NOT_BLANK = "text that is not blank";

    private final LoadContext context;
    private final String path;
    private final JsonNode node;
    private final Set<String> asked = new LinkedHashSet<>();

    /** A value as found, with its origin and scalars. */
    record Found(Origin origin, List<String> items, boolean list, String text) {}

    SettingLookup(LoadContext context, String path, @Nullable JsonNode node) {
        this.context = context;
        this.path = path;
        if (node == null || node.isNull() || node.isMissingNode()) {
            this.node = MissingNode.getInstance();
        } else if (node.isObject()) {
            this.node = node;
        } else {
            this.node = MissingNode.getInstance();
            context.errors.add(new ConfigError(path, kind(node), "a section of 'key: value' lines"));
        }
    }

    /** The keys in the file. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Returns the section in the file; null if it is not there. */
    @Nullable
    JsonNode child(String key) {
        asked.add(key);
        return node.get(key);
    }

    /** Returns the settings that were not looked up. */
    Map<String, Object> rest() {
        return new FreeSettings(context, path).read(node, asked);
    }

    boolean present(String... keys) {
        boolean any = false;
        for (String key : keys) {
            asked.add(key);
            any |= context.env(at(key)) != null || node.hasNonNull(key);
        }
        return any;
    }

    void error(String key, @Nullable String value, String expected) {
        String name = at(key);
        boolean fromEnv = context.env(name.replaceFirst("\\[\\d+]$", "")) != null;
        context.errors.add(new ConfigError(
                fromEnv ? name + " (" + LoadContext.variable(name.replaceFirst("\\[\\d+]$", "")) + ")" : name,
                value == null ? null : Masking.value(key, value),
                expected));
    }

    void refuseUnknown() {
        keys().forEach(key -> {
            if (!asked.contains(key)) {
                context.unknown(at(key), key, asked);
            }
        });
    }

    /** An empty value means "not set", which is an error for settings with a default. */
    @Nullable
    Found nonEmpty(String key, String fallback) {
        Found found = scalar(key);
        if (found != null && found.text().isEmpty() && !fallback.isEmpty()) {
            error(key, "''", NOT_BLANK);
            return null;
        }
        return found;
    }

    @Nullable
    Found scalar(String key) {
        Found found = find(key, Shape.VALUE);
        if (found != null && found.list()) {
            error(key, "a list", "one value, not a list");
            return null;
        }
        return found;
    }

    /** What a setting may be in a file. */
    enum Shape {
        VALUE("a value, not a section"),
        LIST("a list such as [a, b]"),
        ASSIGNMENTS("a list such as [a=1, b=2], or a section of 'name: value' lines");

        private final String expected;

        Shape(String expected) {
            this.expected = expected;
        }
    }

    /** Returns null if it is not set, or invalid, which is then recorded. */
    @Nullable
    Found find(String key, Shape shape) {
        asked.add(key);
        String text = context.env(at(key));
        if (text != null) {
            List<String> items = text.isEmpty()
                    ? List.of()
                    : Arrays.stream(text.split(",", -1)).map(BlankText::strip).toList();
            return shown(key, text, new Found(Origin.ENV, items, false, BlankText.strip(text)));
        }
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        List<String> items = new ArrayList<>();
        boolean named = shape == Shape.ASSIGNMENTS && value.isObject();
        for (Map.Entry<String, JsonNode> item : entries(value, named)) {
            if (!item.getValue().isValueNode()) {
                boolean nested = named || value.isArray();
                error(key, kind(item.getValue()), nested ? "a list of plain values" : shape.expected);
                return null;
            }
            items.add(item.getKey() + item.getValue().asText());
        }
        String joined = String.join(",", items);
        return shown(key, joined, new Found(Origin.FILE, items, named || value.isArray(), joined));
    }

    /** The values of a setting, each with the text that precedes it. */
    private static List<Map.Entry<String, JsonNode>> entries(JsonNode value, boolean named) {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>();
        if (named) {
            value.properties().forEach(item -> entries.add(Map.entry(item.getKey() + "=", item.getValue())));
        } else {
            (value.isArray() ? value : List.of(value)).forEach(item -> entries.add(Map.entry("", item)));
        }
        return entries;
    }

    /** A blank value is an error; an empty one means "not set". */
    private @Nullable Found shown(String key, String text, Found found) {
        if (!found.list() && !text.isEmpty() && BlankText.isBlank(text)) {
            error(key, "'" + text + "'", NOT_BLANK);
            return null;
        }
        return found;
    }

    /** Describes a value without quoting it, because it may contain secrets. */
    private static String kind(JsonNode node) {
        return node.isObject() ? "a section" : node.isArray() ? "a list" : "a single value";
    }

    /** Records the value that applies. */
    void effective(String key, String value, @Nullable Found found) {
        context.effective(at(key), value, found == null ? Origin.DEFAULT : found.origin());
    }

    /** Returns the whole path of a setting. */
    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
