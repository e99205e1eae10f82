package dev.tidings.engine.outage;

import dev.tidings.core.store.Inquiry;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store behind a {@link StoreWatch}: each call that finds it away is reported to the watch, and none is let through until
 * it is back. A call that failed alone ({@link StoreBusy}) stops nobody else. A proxy, since every verb of every port is to be treated alike, those to come as well.
 */
public final class GuardedStore implements InvocationHandler {
    /** They need no database. */
    private static final Set<String> UNGUARDED = Set.of("clock", "close");

    private final Store store;
    private final StoreWatch watch;

    private GuardedStore(Store store, StoreWatch watch) {
        this.store = store;
        this.watch = watch;
    }

    public static Store of(Store store, StoreWatch watch) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, new GuardedStore(store, watch));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class || UNGUARDED.contains(method.getName())) {
            return pass(method, arguments);
        }
        watch.require();
        long begun = watch.begin();
        try {
            return pass(method, arguments);
        } catch (StoreBusy busy) {
            Inquiry inquiry = Inquiry.current();
            if (inquiry == null || !inquiry.abandoned()) {
                watch.refused(busy);
            }
            throw busy;
        } catch (StoreUnavailable away) {
            watch.failed(away, begun);
            throw away;
        }
    }

    private @Nullable Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }
}
