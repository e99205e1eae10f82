package dev.tidings.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.secret.Masking;
import dev.tidings.core.text.BlankText;
import dev.tidings.core.time.Durations;
import dev.tidings.server.config.SettingLookup.Found;
import dev.tidings.server.config.SettingLookup.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(B|KiB|MiB)?");

    private final LoadContext context;
    private final SettingLookup lookup;
    private boolean open;

    Section(LoadContext context, String path, @Nullable JsonNode node) {
        this.context = context;
        this.lookup = new SettingLookup(context, path, node);
    }

    String text(String key, String fallback) {
        Found found = lookup.nonEmpty(key, fallback);
        String value = found == null ? fallback : found.text();
        lookup.effective(key, Masking.value(key, value), found);
        return value;
    }

    /** Reads a secret; empty if it is not set. */
    Sensitive secret(String key) {
        return sensitive(key, "", Sensitive::secret);
    }

    /** Reads a value that may contain a secret, and may be empty; it prints masked. */
    Sensitive sensitive(String key, String fallback, Function<String, Sensitive> form) {
        Found found = lookup.scalar(key);
        Sensitive value = form.apply(found == null ? fallback : found.text());
        lookup.effective(key, value.toString(), found);
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
        Found found = lookup.scalar(key);
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
        lookup.effective(key, size(value), found);
        return value;
    }

    Duration duration(String key, Duration fallback) {
        return duration(key, fallback, Duration.ZERO, Duration.ofDays(365));
    }

    Duration duration(String key, Duration fallback, Duration least, Duration most) {
        Found found = lookup.scalar(key);
        Duration value = found == null ? fallback : Durations.parse(found.text());
        if (value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            error(
                    key,
                    found == null ? null : found.text(),
                    Durations.EXPECTED + ", from " + Durations.text(least) + " to " + Durations.text(most));
            value = fallback;
        }
        lookup.effective(key, Durations.text(value), found);
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
        Found found = lookup.find(key, shape);
        List<String> value =
                found == null ? fallback : found.text().isEmpty() && !found.list() ? List.of() : found.items();
        for (int i = 0; i < value.size(); i++) {
            if (BlankText.isBlank(value.get(i))) {
                error(key + "[" + i + "]", "'" + value.get(i) + "'", SettingLookup.NOT_BLANK);
            }
        }
        lookup.effective(key, value.stream().map(mask).toList().toString(), found);
        return value;
    }

    /** Reads the whole section as keys with lists. */
    Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        lookup.keys().forEach(key -> lists.put(key, list(key, List.of())));
        return lists;
    }

    /** Reads the whole section as keys with values that may be secret. */
    Map<String, Sensitive> secrets() {
        Map<String, Sensitive> texts = new LinkedHashMap<>();
        lookup.keys().forEach(key -> texts.put(key, secret(key)));
        return texts;
    }

    Section section(String key) {
        return context.section(lookup.at(key), lookup.child(key));
    }

    /** Reads keys with a section each; sections that are read as null are omitted. */
    <T> Map<String, T> sections(String key, Function<Section, @Nullable T> read) {
        Section parent = section(key);
        Map<String, T> sections = new LinkedHashMap<>();
        parent.lookup.keys().forEach(name -> {
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
        return lookup.rest();
    }

    boolean present(String... keys) {
        return lookup.present(keys);
    }

    void error(String key, @Nullable String value, String expected) {
        lookup.error(key, value, expected);
    }

    void refuseUnknown() {
        if (!open) {
            lookup.refuseUnknown();
        }
    }

    private double number(String key, double fallback, double least, double most) {
        Found found = lookup.scalar(key);
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
        lookup.effective(key, whole ? Long.toString((long) value) : Double.toString(value), found);
        return value;
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
