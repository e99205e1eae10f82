package dev.tidings.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.catalog.schema.SchemaViolation;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs payloads that are accepted although they do not satisfy their schema: one line per type and minute. */
public final class ViolationLog {
    private static final Logger LOG = LoggerFactory.getLogger(ViolationLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST_TYPES = 10_000;

    private final Cache<Type, Boolean> logged;

    private record Type(String tenant, String name) {}

    public ViolationLog(Ticker ticker) {
        this.logged = Caffeine.newBuilder()
                .expireAfterWrite(PAUSE)
                .maximumSize(MOST_TYPES)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    void warn(Intent intent, SchemaViolation violation) {
        if (logged.asMap().putIfAbsent(new Type(intent.tenant(), intent.type()), true) == null) {
            LOG.atWarn()
                    .addKeyValue("tenant", intent.tenant())
                    .addKeyValue("producer", intent.producer())
                    .addKeyValue("type", intent.type())
                    .addKeyValue("pointer", violation.pointer())
                    .addKeyValue("reason", violation.reason())
                    .log("payload does not satisfy the schema of its type; accepted");
        }
    }
}
