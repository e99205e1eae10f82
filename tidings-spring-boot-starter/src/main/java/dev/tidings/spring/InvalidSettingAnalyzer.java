package dev.tidings.spring;

import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/** Explains which setting prevents the application from starting, where it is set, and what to do. */
final class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {
    private final Environment environment;

    InvalidSettingAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable root, InvalidSettingException cause) {
        Origin origin = origin(cause.property());
        String where = origin == null ? "" : " (set in " + origin + ")";
        return new FailureAnalysis(cause.getMessage() + where, cause.action(), cause);
    }

    private @Nullable Origin origin(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .flatMap(source -> Optional.ofNullable(source.getConfigurationProperty(name)).stream())
                .findFirst()
                .map(ConfigurationProperty::getOrigin)
                .orElse(null);
    }
}
