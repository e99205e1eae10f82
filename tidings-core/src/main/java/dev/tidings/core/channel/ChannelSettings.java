package dev.tidings.core.channel;

import dev.tidings.core.notification.Languages;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.text.BlankText;
import dev.tidings.core.time.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a channel's section of the configuration; errors name the full setting. */
public final class ChannelSettings {
    private final String section;
    private final Map<String, Object> settings;
    private final Path baseDir;

    private ChannelSettings(String section, Map<String, Object> settings, Path baseDir) {
        this.section = section;
        this.settings = settings;
        this.baseDir = baseDir;
    }

    /** Refuses settings that are not in {@code known}, which are most likely misspelled. */
    public static ChannelSettings of(String channel, ChannelContext context, List<String> known) {
        String section = "channels." + channel + ".";
        context.settings().forEach((name, value) -> {
            if (!known.contains(name)) {
                throw Problem.invalid(section + name, "an unknown setting", "one of " + String.join(", ", known))
                        .exception();
            }
        });
        return new ChannelSettings(section, context.settings(), context.baseDir());
    }

    /** Returns the full name of a setting, for errors. */
    public String field(String name) {
        return section + name;
    }

    /** Returns null when the setting is absent or empty. */
    public @Nullable String text(String name) {
        Object value = settings.get(name);
        String text = value == null ? "" : value.toString();
        if (!text.isEmpty() && BlankText.isBlank(text)) {
            throw blank(field(name), text);
        }
        return text.isEmpty() ? null : text;
    }

    private static ProblemException blank(String field, String text) {
        return Problem.invalid(field, "'" + text + "'", "text that is not blank")
                .exception();
    }

    public int number(String name, int otherwise, int min, int max) {
        Object value = settings.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.toString().strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw Problem.invalid(field(name), value, "a whole number from " + min + " to " + max)
                .exception();
    }

    public boolean flag(String name, boolean otherwise) {
        Object value = settings.get(name);
        String text =
                value == null ? String.valueOf(otherwise) : value.toString().strip();
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw Problem.invalid(field(name), value, "true or false").exception();
    }

    /** Reads a positive duration such as {@code 15s}. */
    public Duration duration(String name, Duration otherwise, Duration most) {
        Object value = settings.get(name);
        Duration duration = value == null ? otherwise : Durations.parse(value.toString());
        if (duration == null || duration.isZero() || duration.compareTo(most) > 0) {
            throw Problem.invalid(field(name), value, "a duration such as 15s, at most " + Durations.text(most))
                    .exception();
        }
        return duration;
    }

    /** Reads a YAML list or a comma-separated text. */
    public List<String> texts(String name) {
        Object value = settings.get(name);
        List<?> items = value instanceof List<?> list
                ? list
                : value == null ? List.of() : List.of(value.toString().split(",", -1));
        if (items.equals(List.of(""))) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            String text = BlankText.strip(item.toString());
            if (BlankText.isBlank(text)) {
                throw blank(field(name) + "[" + texts.size() + "]", item.toString());
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    public Locale locale(String name, Locale otherwise) {
        String text = text(name);
        return text == null ? otherwise : Languages.parse(field(name), text);
    }

    /** Reads a path; relative paths start at the configuration's folder. */
    public @Nullable Path path(String name) {
        String text = text(name);
        return text == null ? null : baseDir.resolve(text);
    }
}
