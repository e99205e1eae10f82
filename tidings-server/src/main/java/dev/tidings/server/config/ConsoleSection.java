package dev.tidings.server.config;

import java.util.List;

/**
 * The pages for people.
 *
 * @param enabled whether nodes with the role intake serve them
 */
public record ConsoleSection(boolean enabled) {
    static ConsoleSection read(Section in) {
        return new ConsoleSection("true".equals(in.choice("enabled", "true", List.of("true", "false"))));
    }
}
