package dev.tidings.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.text.DisplayText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.LogManager;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class LogsTest {
    /** A forged line, escape sequences of both kinds, separators and a bidirectional override. */
    private static final String ATTACK = "a\r\n12:00 ERROR forged\u001b[2J\u009b31m\u0085\u2028\u202e";

    private final LoggerContext context = new LoggerContext();
    private String id = "r_1";
    private Object keyed = 1;

    private String line(Encoder<ILoggingEvent> encoder, String message) {
        return line(encoder, message, null);
    }

    private String line(Encoder<ILoggingEvent> encoder, String message, @Nullable Throwable failure) {
        Logger logger = context.getLogger("dev.tidings.test");
        LoggingEvent event = new LoggingEvent("test", logger, Level.WARN, message, failure, null);
        event.setMDCPropertyMap(Map.of("delivery_id", "dlv_1", "request_id", id));
        event.setKeyValuePairs(List.of(
                new KeyValuePair("attempt", 3), new KeyValuePair("recipient", id), new KeyValuePair("keyed", keyed)));
        encoder.setContext(context);
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void a_text_line_has_message_values_and_ids() {
        assertThat(line(Logs.human(), "it failed"))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN {2}it failed attempt=\"3\" recipient=\"r_1\""
                        + " .*delivery_id=dlv_1.*\\R");
    }

    @Test
    void external_text_cannot_add_lines() {
        assertThat(line(Logs.human(), "the name 'a\n12:00 ERROR forged'").strip())
                .doesNotContain("\n");
    }

    @Test
    void ids_messages_and_stacks_with_control_characters_stay_on_their_lines() {
        id = ATTACK;
        Exception failure = new IOException(ATTACK, new IllegalStateException(ATTACK));
        failure.addSuppressed(new IllegalArgumentException(ATTACK));

        List<String> lines = line(Logs.human(), ATTACK, failure).lines().toList();

        String shown = "a 12:00 ERROR forged\\u001b[2J\\u009b31m\\u0085\\u2028\\u202e";
        assertThat(lines.getFirst())
                .contains(" WARN  " + shown + " ", "recipient=\"" + shown + "\"", "request_id=" + shown);
        assertThat(lines.get(1)).isEqualTo("java.io.IOException: " + shown);
        assertThat(lines)
                .contains("Caused by: java.lang.IllegalStateException: " + shown)
                .contains("\tSuppressed: java.lang.IllegalArgumentException: " + shown)
                .allSatisfy(line -> assertThat(DisplayText.lines(line)).isEqualTo(line))
                .noneMatch(line -> line.startsWith("12:00"));
    }

    /** OpenTelemetry logs a collector's response, and a driver its server's errors. */
    @Test
    void records_of_java_util_logging_and_uncaught_exceptions_are_logged() throws Exception {
        List<ILoggingEvent> heard = loggedByTheJvm(() -> {
            java.util.logging.Logger.getLogger("a.library").warning(ATTACK + " {}");
            assertThat(java.util.logging.Logger.getLogger("").getHandlers())
                    .as("handlers of java.util.logging")
                    .hasExactlyElementsOfTypes(Logs.JavaUtilLoggingHandler.class);
            Objects.requireNonNull(Thread.getDefaultUncaughtExceptionHandler())
                    .uncaughtException(new Thread("lane"), new IllegalStateException(ATTACK));
        });

        assertThat(heard)
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        tuple(Level.WARN, ATTACK + " {}"),
                        tuple(Level.ERROR, "thread lane ended with an uncaught exception"));
    }

    /** PostgreSQL's driver parses user info as a port, and logged it. */
    @Test
    void the_password_in_the_url_of_a_database_is_not_logged_by_its_driver() throws Exception {
        String url = "jdbc:postgresql://user:hunter2hunter2@db.example/tidings";
        List<ILoggingEvent> heard = loggedByTheJvm(() -> {
            assertThatThrownBy(() -> DriverManager.getDriver(url)).isInstanceOf(SQLException.class);
            java.util.logging.Logger.getLogger("a.library").warning("heard");
        });

        assertThat(heard).extracting(ILoggingEvent::getFormattedMessage).containsExactly("heard");
    }

    private static List<ILoggingEvent> loggedByTheJvm(Runnable said) throws Exception {
        Logs.apply("info", false);
        Logs.captureAll();
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(heard);
        try {
            Class.forName(System.getProperty("java.util.logging.config.class"))
                    .getDeclaredConstructor()
                    .newInstance();
            said.run();
            return List.copyOf(heard.list);
        } finally {
            root.detachAppender(heard);
            Thread.setDefaultUncaughtExceptionHandler(null);
            System.clearProperty("java.util.logging.config.class");
            LogManager.getLogManager().readConfiguration();
        }
    }

    @Test
    void a_value_is_a_string_in_both_formats() throws Exception {
        List<Object> values = List.of(
                DeliveryId.of("dlv_01JAR5Q2V3ZZZZZZZZZZZZZZZZ"),
                NotificationId.of("ntf_01JAR5Q2V3ZZZZZZZZZZZZZZZZ"),
                EndpointId.of("ept_01JAR5Q2V3ZZZZZZZZZZZZZZZZ"),
                new LeaseToken("t_1"));
        for (Object value : values) {
            keyed = value;
            assertThat(line(Logs.human(), "it is")).contains(" keyed=\"" + value + "\" ");
            assertThat(JsonMapper.builder()
                            .build()
                            .readTree(line(Logs.json(), "it is"))
                            .get("keyed"))
                    .isEqualTo(TextNode.valueOf(value.toString()));
        }
    }

    @Test
    void json_escapes_control_characters() throws Exception {
        id = ATTACK;
        String text = line(Logs.json(), ATTACK, new IOException(ATTACK));

        assertThat(text.strip().lines())
                .singleElement()
                .satisfies(line -> assertThat(DisplayText.flaw(line)).isNull());
        JsonNode line = JsonMapper.builder().build().readTree(text);
        assertThat(line.get("message").asText()).isEqualTo(ATTACK);
        assertThat(line.get("recipient").asText()).isEqualTo(ATTACK);
        assertThat(line.get("request_id").asText()).isEqualTo(ATTACK);
        assertThat(line.get("stack_trace").asText()).startsWith("java.io.IOException: " + ATTACK);
    }

    @Test
    void a_json_line_is_one_object() throws Exception {
        JsonNode line = JsonMapper.builder().build().readTree(line(Logs.json(), "it failed"));

        assertThat(line.get("message").asText()).isEqualTo("it failed");
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("logger").asText()).isEqualTo("dev.tidings.test");
        assertThat(line.get("delivery_id").asText()).isEqualTo("dlv_1");
        assertThat(line.get("attempt").asInt()).isEqualTo(3);
        assertThat(line.get("time").asText()).endsWith("Z");
    }

    @Test
    void the_level_applies_to_tidings_and_libraries_stay_quiet() {
        Logs.apply(context, "debug", true);

        assertThat(context.getLogger("dev.tidings.server").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("io.netty").isInfoEnabled()).isFalse();
        assertThat(context.getLogger("com.linecorp.armeria.client.Http1ResponseDecoder")
                        .isWarnEnabled())
                .as("responses of receivers")
                .isFalse();
    }

    @Test
    void each_line_of_a_delivery_is_written_once_in_order_when_logging_stops() {
        PrintStream stderr = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            Logs.apply("info", false);
            org.slf4j.Logger deliveries = LoggerFactory.getLogger("dev.tidings.delivery.sent");
            IntStream.range(0, 10_000).forEach(i -> deliveries.info("delivery {}", i));
            LoggerFactory.getLogger("dev.tidings.test").info("another line");

            Logs.stop();
        } finally {
            System.setErr(stderr);
            Logs.apply("info", false);
        }

        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> line.contains("another line"))
                .hasSize(1);
        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> line.contains("delivery "))
                .map(line -> Integer.parseInt(
                        line.substring(line.indexOf("delivery ") + 9).strip()))
                .containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
    }
}
