package dev.tidings.core.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards the database of a store. Every call of any port passes it: it may refuse the call, and it sees the result.
 */
public interface StoreGuard {
    StoreGuard NONE = new StoreGuard() {
        @Override
        public <T extends @Nullable Object> T call(Supplier<T> call) {
            return call.get();
        }
    };

    /** Makes the call and returns its result, or throws a {@link StoreUnavailable} instead of making it. */
    <T extends @Nullable Object> T call(Supplier<T> call);

    /** This guard, with another one between it and the database. */
    default StoreGuard before(StoreGuard inner) {
        StoreGuard outer = this;
        return new StoreGuard() {
            @Override
            public <T extends @Nullable Object> T call(Supplier<T> call) {
                return outer.call(() -> inner.call(call));
            }
        };
    }
}
