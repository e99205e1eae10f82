package dev.tidings.jobs.driver;

import dev.tidings.jobs.runtime.ObservedRuntime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifies listeners of exits; a failing listener does not affect the others. */
public final class ExitNotifier {
    private static final Logger LOG = LoggerFactory.getLogger(ExitNotifier.class);

    private final List<Consumer<ObservedRuntime>> listeners = new CopyOnWriteArrayList<>();

    public void add(Consumer<ObservedRuntime> listener) {
        listeners.add(listener);
    }

    public void tell(ObservedRuntime exited) {
        for (Consumer<ObservedRuntime> listener : listeners) {
            try {
                listener.accept(exited);
            } catch (RuntimeException failed) {
                LOG.warn("exit listener failed; container_id={}", exited.containerId(), failed);
            }
        }
    }
}
