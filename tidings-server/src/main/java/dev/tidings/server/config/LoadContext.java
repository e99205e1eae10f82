package dev.tidings.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.text.SpellingSuggestion;
import dev.tidings.server.config.EffectiveSetting.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The state that sections share while a configuration is read. */
final class LoadContext {
    private static final String PREFIX = "TIDINGS_";

    /** Variables of the command line and the launcher, which are not settings. */
    private static final Set<String> OTHERS =
            Set.of("TIDINGS_SERVER", "TIDINGS_KEY", "TIDINGS_CONFIG", "TIDINGS_JAVA_OPTS", "TIDINGS_NO_BUILD");

    private final Map<String, String> env;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> claimed = new TreeSet<>();
    private final List<Section> sections = new ArrayList<>();
    final List<ConfigError> errors = new ArrayList<>();
    final List<EffectiveSetting> values = new ArrayList<>();

    LoadContext(Map<String, String> env) {
        this.env = env;
    }

    /** Converts a setting's path to its variable: upper case, with underscores for other characters. */
    static String variable(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }

    Section section(String path, @Nullable JsonNode node) {
        Section section = new Section(this, path, node);
        sections.add(section);
        return section;
    }

    @Nullable
    String env(String path) {
        String name = variable(path);
        known.add(name);
        return env.get(name);
    }

    /** The variables of a section that no setting has read, keyed by the rest of their name. */
    Map<String, String> envBelow(String path) {
        String prefix = variable(path) + "_";
        Map<String, String> below = new java.util.TreeMap<>();
        env.forEach((name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length() && !known.contains(name)) {
                claimed.add(name);
                below.put(name.substring(prefix.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        return below;
    }

    void effective(String path, String value, Origin origin) {
        values.add(new EffectiveSetting(path, value, origin, variable(path)));
    }

    void unknown(String path, String key, Collection<String> candidates) {
        String near = SpellingSuggestion.to(key, candidates);
        String expected = "one of " + String.join(", ", candidates);
        errors.add(new ConfigError(
                path, "an unknown setting", near == null ? expected : expected + "; did you mean '" + near + "'?"));
    }

    void finish() {
        sections.forEach(Section::refuseUnknown);
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (String name : new TreeSet<>(env.keySet())) {
            if (name.startsWith(PREFIX) && !known.contains(name) && !claimed.contains(name) && !OTHERS.contains(name)) {
                String near = SpellingSuggestion.to(name, known);
                warnings.add("unknown variable " + name + (near == null ? "" : "; did you mean " + near + "?"));
            }
        }
        return warnings;
    }
}
