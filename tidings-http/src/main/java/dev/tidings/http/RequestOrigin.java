package dev.tidings.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.audit.AuditOrigin;
import dev.tidings.core.audit.AuditedWrite;
import io.netty.util.AttributeKey;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries the origin of a request to the threads that serve it, for the audit log. */
public final class RequestOrigin {
    private static final AttributeKey<AuditOrigin> ATTRIBUTE = AttributeKey.valueOf(RequestOrigin.class, "origin");

    private RequestOrigin() {}

    public static void attach(ServiceRequestContext ctx, AuditOrigin origin) {
        ctx.setAttr(ATTRIBUTE, origin);
    }

    /**
     * Returns an executor whose tasks have the origin of the calling thread, or of the request that it serves, and write what the
     * calling thread writes.
     */
    public static Executor carriedTo(Executor executor) {
        AuditOrigin origin = current();
        Executor written = AuditedWrite.carriedTo(executor);
        return origin == null ? written : origin.carriedTo(written);
    }

    /** Makes the store calls that write a change which the request of the calling thread asks for. */
    public static <T extends @Nullable Object> T audited(AuditChange change, Supplier<T> writes) {
        AuditOrigin origin = current();
        return origin == null ? AuditedWrite.of(change, writes) : origin.call(() -> AuditedWrite.of(change, writes));
    }

    private static @Nullable AuditOrigin current() {
        AuditOrigin carried = AuditOrigin.current();
        if (carried != null) {
            return carried;
        }
        ServiceRequestContext ctx = ServiceRequestContext.currentOrNull();
        return ctx == null ? null : ctx.attr(ATTRIBUTE);
    }
}
