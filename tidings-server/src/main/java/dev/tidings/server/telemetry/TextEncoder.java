package dev.tidings.server.telemetry;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.pattern.CompositeConverter;
import dev.tidings.core.text.DisplayText;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Encodes log lines as text. An event is one line, followed by its stack trace. Text from outside, in a message,
 * value or exception message, cannot add lines or terminal commands.
 */
final class TextEncoder extends LayoutWrappingEncoder<ILoggingEvent> {
    // Logback treats a % directly after a parenthesis as text; an option in between prevents that.
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %shown(%msg %kvp %mdc){line}%n%trace{full}";
    private static final Pattern LINE_BREAK = Pattern.compile("\\s*[\\r\\n]+\\s*");

    @Override
    public void start() {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("shown", Shown::new);
        layout.getInstanceConverterMap().put("trace", Trace::new);
        layout.setPattern(PATTERN);
        layout.start();
        setLayout(layout);
        super.start();
    }

    private static String shown(String text) {
        String trimmed = text.stripTrailing();
        // Nearly every line has no line break, and a search by the pattern cost a tenth of the time of a delivery.
        boolean broken = trimmed.indexOf('\n') >= 0 || trimmed.indexOf('\r') >= 0;
        return DisplayText.line(broken ? LINE_BREAK.matcher(trimmed).replaceAll(" ") : trimmed);
    }

    private static final class Shown extends CompositeConverter<ILoggingEvent> {
        @Override
        protected String transform(ILoggingEvent event, String text) {
            return shown(text);
        }
    }

    private static final class Trace extends ThrowableProxyConverter {
        @Override
        protected String throwableProxyToString(IThrowableProxy failure) {
            return super.throwableProxyToString(new ShownFailure(failure));
        }
    }

    /** A failure with sanitized messages. */
    private record ShownFailure(IThrowableProxy failure) implements IThrowableProxy {
        @Override
        public @Nullable String getMessage() {
            String message = failure.getMessage();
            return message == null ? null : shown(message);
        }

        @Override
        public String getClassName() {
            return failure.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return failure.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return failure.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            IThrowableProxy cause = failure.getCause();
            return cause == null ? null : new ShownFailure(cause);
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            return Stream.of(failure.getSuppressed()).map(ShownFailure::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return failure.isCyclic();
        }
    }
}
