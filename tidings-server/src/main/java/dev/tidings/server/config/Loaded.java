package dev.tidings.server.config;

import java.util.List;

/**
 * A configuration and how it came about.
 *
 * @param source the file's name, or what stands in for it
 * @param values each effective value, in the order of the sections
 * @param warnings what is odd but does no harm, such as a variable that nobody reads
 */
public record Loaded(Configuration configuration, String source, List<Effective> values, List<String> warnings) {
    public Loaded {
        values = List.copyOf(values);
        warnings = List.copyOf(warnings);
    }
}
