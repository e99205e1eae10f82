package dev.tidings.server.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.tidings.core.id.Id;
import dev.tidings.json.DisplayEscapes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import net.logstash.logback.decorate.JsonFactoryDecorator;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * Configures logging: to standard error, as text or JSON. Standard output is reserved for the output of commands.
 * The MDC adds a delivery's ids to its lines ({@code delivery_id}, {@code notification_id}, …).
 */
public final class Logs {
    private static final String PACKAGE = "dev.tidings";
    /** The lines of deliveries are frequent, and the threads that complete deliveries must not format them. */
    private static final String DELIVERIES = "dev.tidings.delivery";

    private static final String SENT = "dev.tidings.delivery.sent";
    private static final String POOL = "com.zaxxer.hikari";
    private static final String HTTP_CLIENT = "com.linecorp.armeria.client";
    private static final String POSTGRES = "org.postgresql";
    private static final String KAFKA = "org.apache.kafka";
    private static final String HTTP2 = "com.linecorp.armeria.internal.common.AbstractHttp2ConnectionHandler";

    private static final int QUEUED_LINES = 4_096;

    private static final Filter<ILoggingEvent> WITHOUT_DELIVERIES = new Filter<>() {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getLoggerName().startsWith(DELIVERIES) ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    };

    private Logs() {}

    /**
     * Routes other output to standard error through these logs: java.util.logging, which OpenTelemetry, gRPC
     * and database drivers use, and uncaught exceptions. Both may contain text from remote servers.
     */
    public static void captureAll() {
        // Loaded when the first library logs, so that other commands do not pay for it.
        System.setProperty("java.util.logging.config.class", JavaUtilLogging.class.getName());
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> LoggerFactory.getLogger(Logs.class)
                .error("thread {} ended with an uncaught exception", thread.getName(), failure));
    }

    /** Configures java.util.logging with one handler. The JDK instantiates it by class name. */
    public static final class JavaUtilLogging {
        public JavaUtilLogging() throws IOException {
            String configuration = "handlers=" + JavaUtilLoggingHandler.class.getName() + "\n.level=INFO\n";
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Forwards records of java.util.logging. The JDK instantiates it by class name. */
    public static final class JavaUtilLoggingHandler extends Handler {
        private static final Formatter MESSAGES = new SimpleFormatter();

        @Override
        public void publish(LogRecord said) {
            LoggerFactory.getLogger(String.valueOf(said.getLoggerName()))
                    .atLevel(level(said.getLevel().intValue()))
                    .setCause(said.getThrown())
                    .log("{}", MESSAGES.formatMessage(said));
        }

        private static org.slf4j.event.Level level(int severity) {
            if (severity >= java.util.logging.Level.SEVERE.intValue()) {
                return org.slf4j.event.Level.ERROR;
            }
            return severity >= java.util.logging.Level.WARNING.intValue()
                    ? org.slf4j.event.Level.WARN
                    : org.slf4j.event.Level.INFO;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /**
     * Applies the settings.
     *
     * @param level error, warn, info, debug or trace, for Tidings' own lines; libraries log from warn on
     * @param json whether to write one JSON object per line
     */
    public static void apply(String level, boolean json) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            apply(context, level, json);
        }
    }

    /** Whether sent deliveries are logged. */
    public static void sentDeliveries(boolean shown) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(SENT).setLevel(shown ? null : Level.WARN);
        }
    }

    static void apply(LoggerContext context, String level, boolean json) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> console = console(context, json);
        console.addFilter(WITHOUT_DELIVERIES);
        replaceAppenders(root, console);
        root.setLevel(Level.WARN);
        replaceAppenders(context.getLogger(DELIVERIES), fromQueue(context, console(context, json)));
        // Store monitoring logs an outage once; these would log it per connection.
        context.getLogger(POOL).setLevel(Level.ERROR);
        // An invalid HTTP response of a receiver is recorded with its attempt and needs no stack trace
        // here.
        context.getLogger(HTTP_CLIENT).setLevel(Level.ERROR);
        context.getLogger(KAFKA).setLevel(Level.ERROR);
        // It quotes parts of URLs that it cannot parse, which may contain a password; its exceptions are
        // logged by the caller.
        context.getLogger(POSTGRES).setLevel(Level.OFF);
        // A stack trace per HTTP/2 protocol violation would allow clients to fill the log.
        context.getLogger(HTTP2).setLevel(Level.ERROR);
        context.getLogger(PACKAGE).setLevel(Level.toLevel(level, Level.INFO));
    }

    /** Writes the lines of deliveries that are still queued. Later ones are dropped. */
    public static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(DELIVERIES).detachAndStopAllAppenders();
        }
    }

    /** Keeps logging meanwhile: a line is written by the old appender or by the new one, or by both. */
    private static void replaceAppenders(Logger logger, Appender<ILoggingEvent> appender) {
        List<Appender<ILoggingEvent>> earlier = new ArrayList<>();
        logger.iteratorForAppenders().forEachRemaining(earlier::add);
        logger.addAppender(appender);
        for (Appender<ILoggingEvent> one : earlier) {
            logger.detachAppender(one);
            one.stop();
        }
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, boolean json) {
        Encoder<ILoggingEvent> encoder = json ? json() : human();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        return console;
    }

    /** Formats and writes on one thread. When the queue is full, callers wait; no line is dropped. */
    private static Appender<ILoggingEvent> fromQueue(LoggerContext context, Appender<ILoggingEvent> console) {
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setName("deliveries");
        queue.setQueueSize(QUEUED_LINES);
        queue.setDiscardingThreshold(0);
        queue.addAppender(console);
        queue.start();
        return queue;
    }

    static Encoder<ILoggingEvent> human() {
        return new TextEncoder();
    }

    static Encoder<ILoggingEvent> json() {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setTimestamp("time");
        names.setLogger("logger");
        names.setThread("thread");
        names.setVersion(null);
        names.setLevelValue(null);
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setFieldNames(names);
        encoder.setTimeZone("UTC");
        // Escapes characters that JSON allows but terminals interpret.
        encoder.setJsonFactoryDecorator(new JsonFactoryDecorator() {
            @Override
            public JsonFactory decorate(JsonFactory factory) {
                // Ids and other values are strings, so that they can be joined on.
                ((ObjectMapper) factory.getCodec())
                        .registerModule(new SimpleModule()
                                .addSerializer(Id.class, ToStringSerializer.instance)
                                .addSerializer(Record.class, ToStringSerializer.instance));
                return factory.setCharacterEscapes(new DisplayEscapes());
            }
        });
        return encoder;
    }
}
