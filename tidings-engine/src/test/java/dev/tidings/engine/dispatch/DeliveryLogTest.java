package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.id.DeliveryId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Tests the log line of each delivery. */
class DeliveryLogTest {
    @TempDir
    Path dir;

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.tidings.delivery");
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            lines.add(event);
        }
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    private static Outcome outcome(String what) {
        return switch (what) {
            case "sent" -> Outcome.sent(Evidence.status(204));
            case "retry" -> Outcome.retry("provider_5xx", "the endpoint answered 503", Evidence.status(503));
            case "rejected" -> Outcome.rejected("http_4xx", "the endpoint answered 400", Evidence.status(400));
            default -> new Outcome.Skipped("endpoint_disabled", false, Evidence.status(410));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "sent, INFO, delivery sent, 'channel=fast attempt=1 provider_status=204'",
        "retry, INFO, delivery rescheduled, 'channel=fast delay_ms=60000 attempt=1 code=provider_5xx"
                + " provider_status=503'",
        "rejected, WARN, delivery dead, 'channel=fast reason=http_4xx attempt=1 code=http_4xx provider_status=400'",
        "skipped, INFO, delivery skipped, 'channel=fast reason=endpoint_disabled attempt=1 code=endpoint_disabled"
                + " provider_status=410'"
    })
    void each_end_has_one_line_with_its_ids(String what, String level, String event, String values) {
        try (Rig rig = new Rig(
                        dir, Map.of("fast", message -> outcome(what)), Rig.settings(new LaneSettings(4, 4, 64, 0)))
                .started()) {
            DeliveryId id = rig.submit("fast", "address").getFirst();
            await().until(() -> !lines.isEmpty());
            rig.awaitWriter();

            ILoggingEvent line = lines.getFirst();
            assertThat(lines).hasSize(1);
            assertThat(line.getLevel()).hasToString(level);
            assertThat(line.getFormattedMessage()).isEqualTo(event);
            assertThat(line.getKeyValuePairs().stream().map(pair -> pair.key + "=" + pair.value))
                    .containsExactly(values.split(" "));
            assertThat(line.getMDCPropertyMap())
                    .containsEntry("delivery_id", id.value())
                    .containsEntry(
                            "notification_id", rig.delivery(id).notificationId().value());
        }
    }
}
