package dev.tidings.server.config;

import dev.tidings.core.text.DisplayText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The configuration is invalid; contains all errors. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final transient List<ConfigError> errors;
    private final transient @Nullable Configuration readable;

    public ConfigException(String source, List<ConfigError> errors) {
        this(source, errors, null);
    }

    /**
     * @param readable the valid settings, with defaults for invalid ones; null if nothing could be read
     */
    public ConfigException(String source, List<ConfigError> errors, @Nullable Configuration readable) {
        super(errors.stream()
                .map(error -> "  " + DisplayText.line(error.toString()))
                .collect(Collectors.joining(
                        "\n",
                        "the configuration (" + source + ") has " + errors.size()
                                + (errors.size() == 1 ? " error:\n" : " errors:\n"),
                        "")));
        this.errors = List.copyOf(errors);
        this.readable = readable;
        this.source = source;
    }

    /** Adds the errors that other checks find in the readable settings. */
    public ConfigException with(Function<Configuration, List<ConfigError>> others) {
        if (readable == null) {
            return this;
        }
        Set<String> known = errors.stream().map(ConfigError::path).collect(Collectors.toSet());
        List<ConfigError> all = new ArrayList<>(errors);
        others.apply(readable).stream()
                .filter(error -> known.stream().noneMatch(path -> path.startsWith(error.path())))
                .forEach(all::add);
        return new ConfigException(source, all, readable);
    }

    public List<ConfigError> errors() {
        return errors;
    }
}
