package dev.tidings.server.app;

import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreGuard;
import dev.tidings.core.store.StoreUnavailable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection to a store that tests can cut and restore. */
final class Breakable implements StoreGuard {
    final AtomicInteger refused = new AtomicInteger();
    private volatile boolean cut;

    void cut() {
        cut = true;
    }

    void mend() {
        cut = false;
    }

    Store around(Store store) {
        store.addGuard(this);
        return store;
    }

    @Override
    public <T extends @Nullable Object> T call(Supplier<T> call) {
        if (cut) {
            refused.incrementAndGet();
            throw new StoreUnavailable("connection refused: cut by the test");
        }
        return call.get();
    }
}
