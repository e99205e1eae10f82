package dev.tidings.core.audit;

import dev.tidings.core.text.PlainText;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who requested a change, and from where.
 *
 * @param tenant of the actor; {@code default} if it has none
 * @param actor the id of an API key, {@link #LOOPBACK}, {@link #LOCAL} or {@link #BY_SERVER}
 * @param actorName the name of the API key or of the operating system's user; null if there is none
 * @param address the remote address; null without a request
 * @param userAgent as sent; null if it was not
 * @param requestId the header {@code X-Request-Id} as sent, or else the trace id; null if neither was
 */
public record AuditOrigin(
        String tenant,
        String actor,
        @Nullable String actorName,
        AuditSource source,
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String requestId) {
    /** The actor of a server without keys, which only local clients can call. */
    public static final String LOOPBACK = "loopback";

    /** The actor of a command that opens the store itself. */
    public static final String LOCAL = "local";

    public static final String BY_SERVER = "server";

    /** The maximum length of each text that a client chooses. */
    public static final int MOST_CHARS = 200;

    private static final ScopedValue<AuditOrigin> CURRENT = ScopedValue.newInstance();

    public AuditOrigin {
        actorName = bounded(actorName);
        userAgent = bounded(userAgent);
        requestId = bounded(requestId);
    }

    /** What the server does on its own for a tenant. */
    static AuditOrigin server(String tenant) {
        return new AuditOrigin(tenant, BY_SERVER, null, AuditSource.SERVER, null, null, null);
    }

    /** Returns the origin of what the calling thread does; null for what no one requested. */
    public static @Nullable AuditOrigin current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Runs work that this origin requested. */
    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }

    /** Makes a call that this origin requested. */
    public <T extends @Nullable Object> T call(Supplier<T> work) {
        return ScopedValue.where(CURRENT, this).call(work::get);
    }

    /** Returns an executor whose tasks, with all that continues them at once, have this origin. */
    public Executor carriedTo(Executor executor) {
        return task -> executor.execute(() -> run(task));
    }

    private static @Nullable String bounded(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return PlainText.cleaned(text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS));
    }
}
