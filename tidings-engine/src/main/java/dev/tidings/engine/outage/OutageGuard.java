package dev.tidings.engine.outage;

import dev.tidings.core.store.CancelableQueries;
import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreGuard;
import dev.tidings.core.store.StoreUnavailable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports calls that find the store unavailable to a {@link StoreWatch}, and refuses all calls during an outage,
 * except those of the probe. A call that fails alone ({@link StoreBusy}) does not affect others.
 */
public final class OutageGuard implements StoreGuard {
    private final StoreWatch watch;

    public OutageGuard(StoreWatch watch) {
        this.watch = watch;
    }

    @Override
    public <T extends @Nullable Object> T call(Supplier<T> call) {
        if (watch.probing()) {
            return call.get();
        }
        watch.require();
        long begun = watch.begin();
        try {
            return call.get();
        } catch (StoreBusy busy) {
            CancelableQueries queries = CancelableQueries.current();
            if (queries == null || !queries.abandoned()) {
                watch.refused(busy);
            }
            throw busy;
        } catch (StoreUnavailable away) {
            watch.failed(away, begun);
            throw away;
        }
    }
}
