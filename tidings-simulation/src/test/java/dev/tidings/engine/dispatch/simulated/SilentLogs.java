package dev.tidings.engine.dispatch.simulated;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Suppresses the logs of thousands of runs, whatever levels earlier tests have set. */
public final class SilentLogs implements BeforeAllCallback, AfterAllCallback {
    private final LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();

    private final TurboFilter silence = new TurboFilter() {
        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable failure) {
            return FilterReply.DENY;
        }
    };

    @Override
    public void beforeAll(ExtensionContext context) {
        logs.addTurboFilter(silence);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        logs.getTurboFilterList().remove(silence);
    }
}
