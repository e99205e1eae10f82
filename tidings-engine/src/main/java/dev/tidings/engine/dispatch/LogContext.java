package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.LeasedDelivery;
import org.slf4j.MDC;

/** Adds the ids of a delivery to every log line of its attempt. */
final class LogContext {
    private LogContext() {}

    static void enter(LeasedDelivery leased) {
        MDC.put("delivery_id", leased.id().value());
        MDC.put("notification_id", leased.notification().id().value());
        if (leased.notification().requestId() != null) {
            MDC.put("request_id", leased.notification().requestId());
        }
        if (leased.notification().trace() != null) {
            MDC.put("trace_id", leased.notification().trace().traceId());
        }
    }

    static void leave() {
        MDC.clear();
    }
}
