package dev.tidings.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tidings.core.secret.Masking;
import dev.tidings.core.text.BlankText;
import dev.tidings.core.time.Durations;
import dev.tidings.server.config.EffectiveSetting.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A section while it is read. Each getter returns the variable, or else the file's value, or else the default. An
 * invalid value is recorded as an error and replaced by the default, so that all errors are found.
 */
final class Section {
    private static final String NOT_BLANK = "text that is not blank";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(B|KiB|MiB)?");

    private final LoadContext context;
    private final String path;
    private final JsonNode node;
    private final Set<String> asked = new LinkedHashSet<>();
    private boolean open;

    /** A value as found, with its origin and scalars. */
    private record Found(Origin origin, List<String> items, boolean list, String text) {}

    Section(LoadContext context, String path, @Nullable JsonNode node) {
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

    String text(String key, String fallback) {
        Found found = nonEmpty(key, fallback);
        String value = found == null ? fallback : found.text();
        effective(key, Masking.value(key, value), found);
        return value;
    }

    /** Reads a secret; empty if it is not set. */
    Sensitive secret(String key) {
        return sensitive(key, "", Sensitive::secret);
    }

    /** Reads a value that may contain a secret, and may be empty; it prints masked. */
    Sensitive sensitive(String key, String fallback, Function<String, Sensitive> form) {
        Found found = scalar(key);
        Sensitive value = form.apply(found == null ? fallback : found.text());
        effective(key, value.toString(), found);
        return value;
    }

    String choice(String key, String fallback, List<String> choices) {
        String value = text(key, fallback);
        if (!choices.contains(value)) {
            error(key, value, "one of " + String.join(", ", choices));
            return fallback;
        }
        return value;
    }

    /** Reads a name that must not be empty. */
    String name(String key, String fallback, int longest) {
        String value = text(key, fallback);
        if (value.isEmpty() || value.length() > longest) {
            error(key, value, "a name of at most " + longest + " characters, such as " + fallback);
        }
        return value;
    }

    Path path(String key, String fallback) {
        String value = text(key, fallback);
        try {
            return Path.of(value);
        } catch (java.nio.file.InvalidPathException e) {
            error(key, value, "a path");
            return Path.of(fallback);
        }
    }

    int integer(String key, int fallback, int least, int most) {
        return (int) number(key, fallback, least, most);
    }

    double share(String key, double fallback) {
        return share(key, 0, fallback);
    }

    double share(String key, double least, double fallback) {
        return number(key, fallback, least, 1);
    }

    int bytes(String key, int fallback, int least, int most) {
        return (int) bytes(key, (long) fallback, least, most);
    }

    long bytes(String key, long fallback, long least, long most) {
        Found found = scalar(key);
        String expected = "a size from " + size(least) + " to " + size(most) + ", such as 256KiB";
        long value = fallback;
        if (found != null) {
            Matcher form = SIZE.matcher(found.text().strip());
            long parsed = form.matches() ? Long.parseLong(form.group(1)) * unit(form.group(2)) : -1;
            if (parsed < least || parsed > most) {
                error(key, found.text(), expected);
            } else {
                value = parsed;
            }
        }
        effective(key, size(value), found);
        return value;
    }

    Duration duration(String key, Duration fallback) {
        return duration(key, fallback, Duration.ZERO, Duration.ofDays(365));
    }

    Duration duration(String key, Duration fallback, Duration least, Duration most) {
        Found found = scalar(key);
        Duration value = found == null ? fallback : Durations.parse(found.text());
        if (value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            error(
                    key,
                    found == null ? null : found.text(),
                    Durations.EXPECTED + ", from " + Durations.text(least) + " to " + Durations.text(most));
            value = fallback;
        }
        effective(key, Durations.text(value), found);
        return value;
    }

    List<Duration> durations(String key) {
        List<Duration> durations = new ArrayList<>();
        List<String> items = list(key, List.of());
        for (int i = 0; i < items.size(); i++) {
            Duration parsed = Durations.parse(items.get(i));
            if (parsed == null) {
                error(key + "[" + i + "]", items.get(i), Durations.EXPECTED);
            } else {
                durations.add(parsed);
            }
        }
        return durations;
    }

    List<String> list(String key, List<String> fallback) {
        return list(key, fallback, item -> Masking.value(key, item));
    }

    /** Reads a list of secrets. */
    List<Sensitive> secrets(String key) {
        return list(key, List.of(), item -> Masking.MASK).stream()
                .map(Sensitive::secret)
                .toList();
    }

    /** Reads a program and its arguments, each of which may be secret. */
    List<Sensitive> command(String key) {
        AtomicBoolean first = new AtomicBoolean(true);
        List<String> words = list(
                key,
                List.of(),
                item -> (first.getAndSet(false) ? Sensitive.url(item) : Sensitive.secret(item)).toString());
        return IntStream.range(0, words.size())
                .mapToObj(i -> i == 0 ? Sensitive.url(words.get(i)) : Sensitive.secret(words.get(i)))
                .toList();
    }

    private List<String> list(String key, List<String> fallback, UnaryOperator<String> mask) {
        return list(key, fallback, mask, Shape.LIST);
    }

    /** Reads a list of {@code NAME=VALUE}, which may be a section of {@code NAME: VALUE} lines in a file. */
    List<String> assignments(String key) {
        return list(key, List.of(), UnaryOperator.identity(), Shape.ASSIGNMENTS);
    }

    private List<String> list(String key, List<String> fallback, UnaryOperator<String> mask, Shape shape) {
        Found found = find(key, shape);
        List<String> value =
                found == null ? fallback : found.text().isEmpty() && !found.list() ? List.of() : found.items();
        for (int i = 0; i < value.size(); i++) {
            if (BlankText.isBlank(value.get(i))) {
                error(key + "[" + i + "]", "'" + value.get(i) + "'", NOT_BLANK);
            }
        }
        effective(key, value.stream().map(mask).toList().toString(), found);
        return value;
    }

    /** Reads the whole section as keys with lists. */
    Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(key -> lists.put(key, list(key, List.of())));
        return lists;
    }

    /** Reads the whole section as keys with values that may be secret. */
    Map<String, Sensitive> secrets() {
        Map<String, Sensitive> texts = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(key -> texts.put(key, secret(key)));
        return texts;
    }

    Section section(String key) {
        asked.add(key);
        return context.section(at(key), node.get(key));
    }

    /** Reads keys with a section each; sections that are read as null are omitted. */
    <T> Map<String, T> sections(String key, Function<Section, @Nullable T> read) {
        Section parent = section(key);
        Map<String, T> sections = new LinkedHashMap<>();
        parent.node.fieldNames().forEachRemaining(name -> {
            T value = read.apply(parent.section(name));
            if (value != null) {
                sections.put(name, value);
            }
        });
        return sections;
    }

    /** Returns all settings that were not read otherwise, so that none is unknown. */
    Map<String, Object> rest() {
        open = true;
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
        if (!open) {
            node.fieldNames().forEachRemaining(key -> {
                if (!asked.contains(key)) {
                    context.unknown(at(key), key, asked);
                }
            });
        }
    }

    private double number(String key, double fallback, double least, double most) {
        Found found = scalar(key);
        double value = fallback;
        boolean whole = most > 1;
        if (found != null) {
            try {
                value = whole
                        ? Long.parseLong(found.text().strip())
                        : Double.parseDouble(found.text().strip());
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
            if (!(value >= least && value <= most)) {
                String range = whole ? (long) least + " to " + (long) most : least + " to " + most;
                error(key, found.text(), (whole ? "a whole number from " : "a number from ") + range);
                value = fallback;
            }
        }
        effective(key, whole ? Long.toString((long) value) : Double.toString(value), found);
        return value;
    }

    /** An empty value means "not set", which is an error for settings with a default. */
    private @Nullable Found nonEmpty(String key, String fallback) {
        Found found = scalar(key);
        if (found != null && found.text().isEmpty() && !fallback.isEmpty()) {
            error(key, "''", NOT_BLANK);
            return null;
        }
        return found;
    }

    private @Nullable Found scalar(String key) {
        Found found = find(key, Shape.VALUE);
        if (found != null && found.list()) {
            error(key, "a list", "one value, not a list");
            return null;
        }
        return found;
    }

    /** What a setting may be in a file. */
    private enum Shape {
        VALUE("a value, not a section"),
        LIST("a list such as [a, b]"),
        ASSIGNMENTS("a list such as [a=1, b=2], or a section of 'name: value' lines");

        private final String expected;

        Shape(String expected) {
            this.expected = expected;
        }
    }

    private @Nullable Found find(String key, Shape shape) {
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

    private void effective(String key, String value, @Nullable Found found) {
        context.effective(at(key), value, found == null ? Origin.DEFAULT : found.origin());
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static int unit(@Nullable String unit) {
        return "KiB".equals(unit) ? 1024 : "MiB".equals(unit) ? 1024 * 1024 : 1;
    }

    private static String size(long bytes) {
        if (bytes % (1024 * 1024) == 0) {
            return bytes / (1024 * 1024) + "MiB";
        }
        return bytes % 1024 == 0 ? bytes / 1024 + "KiB" : bytes + "B";
    }
}
