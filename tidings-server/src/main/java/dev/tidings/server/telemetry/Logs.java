package dev.tidings.server.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.tidings.json.DisplayEscapes;
import net.logstash.logback.decorate.JsonFactoryDecorator;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go: to the standard error stream, for people or as JSON. The standard output belongs to what commands
 * print. Ids of a delivery are on each of its lines, as MDC ({@code delivery_id}, {@code notification_id}, …).
 */
public final class Logs {
    private static final String PACKAGE = "dev.tidings";
    private static final String SENT = "dev.tidings.delivery.sent";
    private static final String POOL = "com.zaxxer.hikari";
    private static final String HTTP_CLIENT = "com.linecorp.armeria.client";
    private static final String KAFKA = "org.apache.kafka";
    private static final String HTTP2 = "com.linecorp.armeria.internal.common.AbstractHttp2ConnectionHandler";

    private Logs() {}

    /**
     * From now on.
     *
     * @param level error, warn, info, debug or trace: of Tidings' own lines; what libraries say is shown from warn on
     * @param json one JSON object a line
     */
    public static void apply(String level, boolean json) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            apply(context, level, json);
        }
    }

    /** Whether there is a line for each delivery that was sent. */
    public static void sentDeliveries(boolean shown) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(SENT).setLevel(shown ? null : Level.WARN);
        }
    }

    static void apply(LoggerContext context, String level, boolean json) {
        Encoder<ILoggingEvent> encoder = json ? json() : human();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(console);
        root.setLevel(Level.WARN);
        // An outage is told once, by who watches; these would tell it of every connection.
        context.getLogger(POOL).setLevel(Level.ERROR);
        // What a receiver answers that is no HTTP stands with its attempt, and is no stack trace in our log.
        context.getLogger(HTTP_CLIENT).setLevel(Level.ERROR);
        context.getLogger(KAFKA).setLevel(Level.ERROR);
        // A stack trace for each connection that breaks the rules of HTTP/2 would let anybody fill the log.
        context.getLogger(HTTP2).setLevel(Level.ERROR);
        context.getLogger(PACKAGE).setLevel(Level.toLevel(level, Level.INFO));
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
        // An object is one line anyway; a terminal would act upon some of what JSON may have as it is.
        encoder.setJsonFactoryDecorator(new JsonFactoryDecorator() {
            @Override
            public JsonFactory decorate(JsonFactory factory) {
                // Ids are records; they are joined by as texts, not as objects with a field.
                ((ObjectMapper) factory.getCodec())
                        .registerModule(new SimpleModule().addSerializer(Record.class, ToStringSerializer.instance));
                return factory.setCharacterEscapes(new DisplayEscapes());
            }
        });
        return encoder;
    }
}
