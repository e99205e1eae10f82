package dev.tidings.jobs.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import dev.tidings.core.retry.Backoff;
import dev.tidings.jobs.driver.ExitNotifier;
import dev.tidings.jobs.runtime.DriverFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects exits of containers. The container engine's events trigger a look at the list; a periodic look covers missed
 * events. While the container engine is unreachable it retries, and logs the outage once.
 */
final class ExitWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExitWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Backoff RETRIES = Backoff.doubling(Duration.ofMillis(100), LOOK);
    private static final Set<String> ENDS = Set.of("die", "died", "destroy", "remove");

    private final DockerClients clients;
    private final Containers containers;
    private final DockerSettings settings;
    private final InstantSource clock;
    private final ExitNotifier exits;
    private final Semaphore look = new Semaphore(1);
    private final Map<String, ObservedContainer> running = new ConcurrentHashMap<>();
    private final Thread thread;

    private @Nullable Listening listening;

    ExitWatch(
            DockerClients clients,
            Containers containers,
            DockerSettings settings,
            InstantSource clock,
            ExitNotifier exits) {
        this.clients = clients;
        this.containers = containers;
        this.settings = settings;
        this.clock = clock;
        this.exits = exits;
        this.thread = Thread.ofPlatform().daemon().name("tidings-containers").start(this::watch);
    }

    /** Registers a running container, in case it exits before the first look. */
    void follow(ObservedContainer container) {
        running.put(container.id(), container);
    }

    private void watch() {
        int failures = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (!look.tryAcquire(
                        (failures == 0 ? LOOK : RETRIES.after(failures)).toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.trace("no event; checking containers anyway");
                }
                look.drainPermits();
                listen();
                compare();
                if (failures > 0) {
                    LOG.info("container engine available again; host={}", clients.host());
                }
                failures = 0;
            } catch (InterruptedException closed) {
                return;
            } catch (DriverFailure failed) {
                if (failures == 0) {
                    LOG.warn(
                            "container engine unavailable; exits are not detected; retrying; host={} cause={}",
                            clients.host(),
                            failed.getMessage());
                }
                failures++;
            } catch (RuntimeException failed) {
                LOG.warn("checking containers failed unexpectedly", failed);
            }
        }
    }

    private void listen() {
        if (listening == null || listening.over) {
            Listening next = new Listening();
            listening = next;
            clients.streams()
                    .eventsCmd()
                    .withEventTypeFilter("container")
                    .withLabelFilter(Map.of(ContainerLabels.OWNER, settings.owner()))
                    .exec(next);
        }
    }

    private void compare() {
        Map<String, ObservedContainer> before = Map.copyOf(running);
        Map<String, ObservedContainer> now = new HashMap<>();
        containers.list().forEach(container -> now.put(container.id(), container));
        now.values().stream()
                .filter(ObservedContainer::running)
                .forEach(container -> running.putIfAbsent(container.id(), container));
        before.forEach((id, container) -> {
            ObservedContainer present = now.get(id);
            if (present == null || !present.running()) {
                ObservedContainer ended = containers
                        .find(id)
                        .flatMap(Containers.Found::seen)
                        .orElseGet(() -> container.vanished(clock.instant()));
                // The container may have been started after the list was read, or have exited
                // meanwhile.
                if (!ended.running() && running.remove(id) != null) {
                    exits.tell(ended.observed(settings.address()));
                }
            }
        });
    }

    /** Receives events until the stream ends. */
    private final class Listening extends ResultCallback.Adapter<Event> {
        private volatile boolean over;

        @Override
        public void onNext(Event event) {
            if (event.getAction() == null || ENDS.contains(event.getAction()) || ENDS.contains(event.getStatus())) {
                look.release();
            }
        }

        @Override
        public void onError(Throwable failed) {
            end();
        }

        @Override
        public void onComplete() {
            end();
        }

        private void end() {
            over = true;
            look.release();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LOOK);
            if (listening != null) {
                listening.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("closing the call for events failed", e);
        }
    }
}
