package dev.tidings.server.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration does not hold; says all that is wrong with it. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigError> errors;

    public ConfigException(String source, List<ConfigError> errors) {
        super(errors.stream()
                .map(error -> "  " + error)
                .collect(Collectors.joining(
                        "\n",
                        "the configuration (" + source + ") has " + errors.size()
                                + (errors.size() == 1 ? " error:\n" : " errors:\n"),
                        "")));
        this.errors = List.copyOf(errors);
    }

    public List<ConfigError> errors() {
        return errors;
    }
}
