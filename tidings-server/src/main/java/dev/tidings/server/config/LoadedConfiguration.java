package dev.tidings.server.config;

import java.util.List;

/**
 * A configuration and its origin.
 *
 * @param source the file's name, or a description
 * @param values the effective values, in the order of the sections
 * @param warnings harmless mistakes, such as an unknown variable
 */
public record LoadedConfiguration(
        Configuration configuration, String source, List<EffectiveSetting> values, List<String> warnings) {
    public LoadedConfiguration {
        values = List.copyOf(values);
        warnings = List.copyOf(warnings);
    }
}
