package dev.tidings.server.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles SIGHUP, which closing terminals and init scripts send and which would end the process otherwise. */
final class SighupHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SighupHandler.class);
    private static final String HANDLE = "handle";

    private SighupHandler() {}

    /**
     * Uses reflection, because javac warns about these classes of jdk.unsupported, and the build allows no
     * warnings.
     */
    static void handle(Runnable reload) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object taking = Proxy.newProxyInstance(
                    SighupHandler.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals(HANDLE)) {
                            reload.run();
                        }
                        return null;
                    });
            signal.getMethod(HANDLE, signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), taking);
        } catch (ReflectiveOperationException unknown) {
            Throwable why = unknown instanceof InvocationTargetException ? unknown.getCause() : unknown;
            LOG.warn("SIGHUP handler not installed; SIGHUP ends the server; cause={}", String.valueOf(why));
        }
    }
}
