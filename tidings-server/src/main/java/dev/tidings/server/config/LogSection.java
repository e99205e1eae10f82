package dev.tidings.server.config;

import java.util.List;

/**
 * What is logged and how.
 *
 * @param level error, warn, info, debug or trace
 * @param format human or json
 */
public record LogSection(String level, String format) {
    static LogSection read(Section in) {
        return new LogSection(
                in.choice("level", "info", List.of("error", "warn", "info", "debug", "trace")),
                in.choice("format", "human", List.of("human", "json")));
    }

    public boolean json() {
        return "json".equals(format);
    }
}
