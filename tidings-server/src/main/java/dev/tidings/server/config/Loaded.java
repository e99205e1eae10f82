package dev.tidings.server.config;

import java.util.List;

/**
 * A configuration and its origin.
 *
 * @param source the file's name, or a description
 * @param values the effective values, in the order of the sections
 * @param warnings harmless mistakes, such as an unknown variable
 */
public record Loaded(Configuration configuration, String source, List<Effective> values, List<String> warnings) {
    public Loaded {
        values = List.copyOf(values);
        warnings = List.copyOf(warnings);
    }
}
