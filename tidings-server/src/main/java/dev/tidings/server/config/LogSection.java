package dev.tidings.server.config;

import java.util.List;

/**
 * Settings of logging.
 *
 * @param level error, warn, info, debug or trace
 * @param format human or json
 * @param deliveries all, or problems to omit the lines of sent deliveries
 */
public record LogSection(String level, String format, String deliveries) {
    static LogSection read(Section in) {
        return new LogSection(
                in.choice("level", "info", List.of("error", "warn", "info", "debug", "trace")),
                in.choice("format", "human", List.of("human", "json")),
                in.choice("deliveries", "all", List.of("all", "problems")));
    }

    /** Whether sent deliveries are logged. */
    public boolean sentDeliveries() {
        return "all".equals(deliveries);
    }

    public boolean json() {
        return "json".equals(format);
    }
}
