package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs one line per completed attempt, with the ids that join it with other logs. Sent deliveries have a logger of
 * their own, so that these frequent lines can be turned off.
 */
final class DeliveryLog {
    private static final Logger SENT = LoggerFactory.getLogger("dev.tidings.delivery.sent");
    private static final Logger OTHERS = LoggerFactory.getLogger("dev.tidings.delivery");

    private DeliveryLog() {}

    private record Event(Logger logger, Level level, String text) {}

    static void ended(LeasedDelivery leased, Completion completion, CompletionResult result) {
        Event event = event(completion, result);
        if (!event.logger().isEnabledForLevel(event.level())) {
            return;
        }
        LogContext.enter(leased);
        try {
            LoggingEventBuilder line = event.logger().atLevel(event.level()).addKeyValue("channel", leased.channel());
            if (completion.reason() != null) {
                line = line.addKeyValue("reason", completion.reason());
            }
            if (completion.delay() != null) {
                line = line.addKeyValue("delay_ms", completion.delay().toMillis());
            }
            Attempt attempt = completion.attempt();
            if (attempt != null) {
                line = attempt(line, attempt);
            }
            line.log(event.text());
        } finally {
            LogContext.leave();
        }
    }

    private static LoggingEventBuilder attempt(LoggingEventBuilder line, Attempt attempt) {
        LoggingEventBuilder with = line.addKeyValue("attempt", attempt.number());
        if (attempt.code() != null) {
            with = with.addKeyValue("code", attempt.code());
        }
        Integer status = attempt.evidence().providerStatus();
        return status == null ? with : with.addKeyValue("provider_status", status);
    }

    private static Event event(Completion completion, CompletionResult result) {
        if (result == CompletionResult.LATE) {
            return new Event(OTHERS, Level.WARN, "completion late");
        }
        return switch (completion.to()) {
            case SENT -> new Event(SENT, Level.INFO, "delivery sent");
            case DEAD -> new Event(OTHERS, Level.WARN, "delivery dead");
            case SKIPPED -> new Event(OTHERS, Level.INFO, "delivery skipped");
            case CANCELED -> new Event(OTHERS, Level.INFO, "delivery canceled");
            default ->
                completion.attempt() != null
                        ? new Event(OTHERS, Level.INFO, "delivery rescheduled")
                        : new Event(OTHERS, Level.DEBUG, "delivery given back");
        };
    }
}
