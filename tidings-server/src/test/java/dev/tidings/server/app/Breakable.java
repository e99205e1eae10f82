package dev.tidings.server.app;

import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose connection can be cut and mended. */
final class Breakable {
    private static final Set<String> ALWAYS = Set.of("clock", "close", "toString");

    final AtomicInteger refused = new AtomicInteger();
    private volatile boolean cut;

    void cut() {
        cut = true;
    }

    void mend() {
        cut = false;
    }

    Store around(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (self, method, arguments) -> {
                    if (cut && !ALWAYS.contains(method.getName())) {
                        refused.incrementAndGet();
                        throw new StoreUnavailable("connection refused: cut by the test");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getTargetException();
                    }
                });
    }
}
