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
 * Logs and counts refused access. Each reason is logged once per minute and key or client address, with a limit on
 * lines per minute, so that a flood cannot fill the log; all refusals are counted. Lines contain the route rather than
 * the path, and no text from the client. Thread-safe.
 */
public final class RefusalLog {
    static final Duration INTERVAL = Duration.ofMinutes(1);
    static final int MAX_LINES = 30;

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int KINDS = 10_000;

    private final AccessListener listener;
    private final Ticker ticker;
    private final Cache<Kind, Spell> spells =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(KINDS).build();
    private long minuteBegan;
    private int lines;

    /** @param who a key id, or a client address */
    private record Kind(AccessRefused.Reason reason, String who) {}

    /**
     * Refusals of one kind.
     *
     * @param loggedAt when the last one was logged
     * @param since how many were not logged since
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

    /** Returns the previous refusals when this one is to be logged; otherwise null. */
    private synchronized @Nullable Spell turn(Kind kind, long now) {
        Spell last = spells.getIfPresent(kind);
        boolean quiet = last != null && now - last.loggedAt() < INTERVAL.toNanos();
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
        if (now - minuteBegan >= INTERVAL.toNanos()) {
            minuteBegan = now;
            lines = 0;
        }
        lines++;
        if (lines == MAX_LINES + 1) {
            LOG.warn(
                    "access refused: more than {} lines within a minute; further refusals are only counted"
                            + " (tidings_access_refused_total)",
                    MAX_LINES);
        }
        return lines <= MAX_LINES;
    }

    /** Returns the path template of the OpenAPI document. */
    private static String template(String pattern) {
        return pattern.replaceAll("\\(\\?<(\\w+)>[^)]*\\)", "{$1}")
                .replaceAll("/:(\\w+)", "/{$1}")
                .replaceAll("^\\^|\\$$", "");
    }
}
