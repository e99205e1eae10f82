package dev.tidings.core.audit;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A change with its origin, while it is written. The store inserts the record in the transaction that makes the change, and in no
 * transaction that changes nothing: so the log has the record if and only if the change is durable.
 */
public final class AuditedWrite {
    private static final ScopedValue<AuditedWrite> CURRENT = ScopedValue.newInstance();

    private final AuditOrigin origin;
    private final AuditChange change;
    private volatile boolean recorded;

    private AuditedWrite(AuditOrigin origin, AuditChange change) {
        this.origin = origin;
        this.change = change;
    }

    /** Makes the store calls that write a change. */
    public static <T extends @Nullable Object> T of(AuditChange change, Supplier<T> writes) {
        AuditOrigin origin = AuditOrigin.current();
        return new AuditedWrite(origin == null ? AuditOrigin.server(change.tenant()) : origin, change).run(writes);
    }

    /** Returns what the calling thread writes; null if it is not to be recorded. */
    public static @Nullable AuditedWrite current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Returns an executor whose tasks write what the calling thread writes. */
    public static Executor carriedTo(Executor executor) {
        AuditedWrite current = current();
        return current == null
                ? executor
                : task -> executor.execute(
                        () -> ScopedValue.where(CURRENT, current).run(task));
    }

    private <T extends @Nullable Object> T run(Supplier<T> writes) {
        return ScopedValue.where(CURRENT, this).call(writes::get);
    }

    public AuditOrigin origin() {
        return origin;
    }

    public AuditChange change() {
        return change;
    }

    /** Whether the record is still to be inserted. */
    public boolean pending() {
        return !recorded;
    }

    /** For stores: the transaction with the record was committed. Later transactions of the same change have none. */
    public void recorded() {
        recorded = true;
    }
}
