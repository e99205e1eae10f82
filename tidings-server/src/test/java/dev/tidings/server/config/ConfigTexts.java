package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** Reads configurations as texts, with the usual channels. */
final class ConfigTexts {
    static final ConfigLoader LOADER = new ConfigLoader(List.of("webhook", "email", "feishu", "push"));

    private ConfigTexts() {}

    static Configuration read(String yaml) {
        return LOADER.parseText(yaml, Map.of()).configuration();
    }

    static List<ConfigError> errors(String yaml, Map<String, String> env) {
        return catchThrowableOfType(ConfigException.class, () -> LOADER.parseText(yaml, env))
                .errors();
    }
}
