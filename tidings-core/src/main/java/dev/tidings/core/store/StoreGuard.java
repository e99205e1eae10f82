package dev.tidings.core.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the ports of a store and its database. It sees every call, whichever port it comes from: it may refuse the
 * call, and it sees how the call ends.
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
