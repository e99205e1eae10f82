package dev.tidings.store.jdbc;

import dev.tidings.core.store.StoreGuard;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The guards of one database, called in order; the last one added comes first. */
public final class DatabaseGuards {
    private final AtomicReference<StoreGuard> first = new AtomicReference<>(StoreGuard.NONE);

    public void add(StoreGuard guard) {
        first.updateAndGet(guard::before);
    }

    public <T extends @Nullable Object> T call(Supplier<T> call) {
        return first.get().call(call);
    }
}
