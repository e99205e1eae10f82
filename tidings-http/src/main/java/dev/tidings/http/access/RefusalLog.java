package dev.tidings.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.telemetry.AccessListener;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs and counts requests that were refused access. A reason is logged once per minute for each key, or else each client
 * address, and no more than a bounded number of lines per minute in all: who floods the port cannot flood the log. All are
 * counted. A line names the route, not the path that was asked for, and nothing that the client wrote. Safe for many threads.
 */
public final class RefusalLog {
    static final Duration QUIET = Duration.ofMinutes(1);
    static final int MOST_LINES = 30;

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int KINDS = 10_000;

    private final AccessListener listener;
    private final Ticker ticker;
    private final Cache<Kind, Spell> spells =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(KINDS).build();
    private long minuteBegan;
    private int lines;

    /** @param who the id of a key, or else a client address */
    private record Kind(AccessRefused.Reason reason, String who) {}

    /**
     * Refusals of one kind.
     *
     * @param loggedAt when the last of them was logged
     * @param since how many came after it and were not
     */
    private record Spell(long loggedAt, long since) {}

    public RefusalLog(AccessListener listener, Ticker ticker) {
        this.listener = listener;
        this.ticker = ticker;
        this.minuteBegan = ticker.nanos();
    }

    void add(ServiceRequestContext ctx, AccessRefused refused) {
        listener.refused(refused.reason());
        String keyId = keyId(ctx, refused);
        String client = ctx.clientAddress().getHostAddress();
        Kind kind = new Kind(refused.reason(), keyId.isEmpty() ? WrongKeys.network(ctx.clientAddress()) : keyId);
        Spell before = turn(kind, ticker.nanos());
        if (before != null) {
            LOG.warn(
                    "access refused: reason={} key_id={} client={} method={} route={} unlogged={}",
                    refused.reason().code(),
                    keyId.isEmpty() ? "-" : keyId,
                    client,
                    ctx.method(),
                    template(ctx.config().route().patternString()),
                    before.since());
        }
    }

    private static String keyId(ServiceRequestContext ctx, AccessRefused refused) {
        if (refused.keyId() != null) {
            return refused.keyId();
        }
        Principal principal = Principal.known(ctx);
        return principal == null || principal.keyId() == null ? "" : principal.keyId();
    }

    /** What came before a refusal that is to be logged now; null when this one is not. */
    private synchronized @Nullable Spell turn(Kind kind, long now) {
        Spell last = spells.getIfPresent(kind);
        boolean quiet = last != null && now - last.loggedAt() < QUIET.toNanos();
        if (!quiet && mayLog(now)) {
            spells.put(kind, new Spell(now, 0));
            return last == null ? new Spell(now, 0) : last;
        }
        if (last != null) {
            spells.put(kind, new Spell(last.loggedAt(), last.since() + 1));
        }
        return null;
    }

    private boolean mayLog(long now) {
        if (now - minuteBegan >= QUIET.toNanos()) {
            minuteBegan = now;
            lines = 0;
        }
        lines++;
        if (lines == MOST_LINES + 1) {
            LOG.warn(
                    "access refused: {} lines within a minute, the others are only counted"
                            + " (tidings_access_refused_total)",
                    MOST_LINES);
        }
        return lines <= MOST_LINES;
    }

    /** As the OpenAPI document has it. */
    private static String template(String pattern) {
        return pattern.replaceAll("\\(\\?<(\\w+)>[^)]*\\)", "{$1}")
                .replaceAll("/:(\\w+)", "/{$1}")
                .replaceAll("^\\^|\\$$", "");
    }
}
