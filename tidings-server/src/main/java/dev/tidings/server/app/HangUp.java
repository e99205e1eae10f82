package dev.tidings.server.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGHUP, which would end the process if nobody took it: a terminal that closes and init scripts send it. */
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);
    private static final String HANDLE = "handle";

    private HangUp() {}

    /** By reflection: every JDK has these classes (jdk.unsupported), but javac warns of them and the build allows no warning. */
    static void handle(Runnable reload) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object taking = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals(HANDLE)) {
                            reload.run();
                        }
                        return null;
                    });
            signal.getMethod(HANDLE, signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), taking);
        } catch (ReflectiveOperationException unknown) {
            Throwable why = unknown instanceof InvocationTargetException ? unknown.getCause() : unknown;
            LOG.warn("SIGHUP cannot be taken here and would end the server: {}", String.valueOf(why));
        }
    }
}
