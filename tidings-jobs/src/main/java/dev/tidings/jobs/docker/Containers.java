package dev.tidings.jobs.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Version;
import dev.tidings.jobs.driver.BoundedText;
import dev.tidings.jobs.driver.ImageRef;
import dev.tidings.jobs.driver.Polling;
import dev.tidings.jobs.driver.StartDeadline;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The container engine's calls. Each fails only with a {@link DriverFailure}. */
final class Containers {
    private static final int MOST_LOG_BYTES = 8 * 1024 * 1024;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final DockerClients clients;
    private final String owner;
    private final Duration callTimeout;

    Containers(DockerClients clients, String owner, Duration callTimeout) {
        this.clients = clients;
        this.owner = owner;
        this.callTimeout = callTimeout;
    }

    private <T> T call(JobCode refused, String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException failed) {
            throw DockerFailures.of(refused, what, clients.host(), failed);
        }
    }

    /** Finds a container by name or id. */
    Optional<Found> find(String name) {
        return call(JobCode.INTERNAL_ERROR, "inspecting " + name, () -> {
            try {
                var container = clients.calls().inspectContainerCmd(name).exec();
                return Optional.of(new Found(container.getId(), Optional.ofNullable(ObservedContainer.of(container))));
            } catch (NotFoundException none) {
                return Optional.empty();
            }
        });
    }

    /**
     * A container.
     *
     * @param seen present if the container has Tidings' labels
     */
    record Found(String id, Optional<ObservedContainer> seen) {}

    /** Lists the containers with this server's label; a list has less detail than an inspection. */
    List<ObservedContainer> list() {
        List<Container> all = call(
                JobCode.INTERNAL_ERROR,
                "listing containers",
                () -> clients.calls()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of(ContainerLabels.OWNER, owner))
                        .exec());
        List<ObservedContainer> ours = new ArrayList<>();
        for (Container container : all) {
            ObservedContainer seen = ObservedContainer.of(container);
            if (seen != null) {
                ours.add(seen);
            }
        }
        return ours;
    }

    CreateContainerCmd creation(ImageRef image) {
        return clients.calls().createContainerCmd(image.text());
    }

    /** The result of a creation. */
    enum Created {
        MADE,
        NO_IMAGE,
        NAME_TAKEN
    }

    Created create(CreateContainerCmd create) {
        return call(JobCode.START_FAILED, "creating " + create.getName(), () -> {
            try {
                create.exec();
                return Created.MADE;
            } catch (NotFoundException missing) {
                // A missing network is reported with the same status.
                if (DockerFailures.message(missing).contains("image")) {
                    return Created.NO_IMAGE;
                }
                throw missing;
            } catch (ConflictException taken) {
                return Created.NAME_TAKEN;
            } catch (DockerException other) {
                // Podman reports this as another error.
                if (DockerFailures.message(other).contains("already in use")) {
                    return Created.NAME_TAKEN;
                }
                throw other;
            }
        });
    }

    void start(String name) {
        call(JobCode.START_FAILED, "starting " + name, () -> {
            try {
                clients.calls().startContainerCmd(name).exec();
            } catch (NotModifiedException runs) {
                return name;
            }
            return name;
        });
    }

    /** Pulls an image, within the time left. */
    void pull(ImageRef image, StartDeadline deadline) {
        call(JobCode.IMAGE_NOT_FOUND, image + " cannot be pulled", () -> {
            try (PullProgress pulling =
                    clients.streams().pullImageCmd(image.text()).exec(new PullProgress())) {
                while (!pulling.awaitEnd(LOOK)) {
                    deadline.check(image + " was not pulled");
                }
                String failure = pulling.failure();
                if (failure != null) {
                    throw new DriverFailure(JobCode.IMAGE_NOT_FOUND, image + " cannot be pulled: " + failure);
                }
                return image;
            } catch (InterruptedException stopped) {
                throw Polling.interrupted(stopped);
            } catch (IOException closing) {
                throw new java.io.UncheckedIOException(closing);
            }
        });
    }

    /** Stops a container, and has the container engine kill it after the grace period. Exited containers are ignored. */
    void stop(String id, Duration grace) {
        call(JobCode.INTERNAL_ERROR, "stopping " + id, () -> {
            int seconds = (int) Math.ceil(grace.toMillis() / 1000.0);
            try {
                // The response arrives once the container has stopped.
                boolean soon = grace.multipliedBy(2).compareTo(callTimeout) < 0;
                (soon ? clients.calls() : clients.streams())
                        .stopContainerCmd(id)
                        .withTimeout(seconds)
                        .exec();
            } catch (NotModifiedException | NotFoundException ended) {
                return id;
            }
            return id;
        });
    }

    /** Kills and removes a container. Missing containers are ignored. */
    void remove(String id) {
        call(JobCode.INTERNAL_ERROR, "removing " + id, () -> {
            try {
                clients.calls().killContainerCmd(id).exec();
            } catch (DockerException doesNotRun) {
                // The container is not running.
            }
            try {
                clients.calls()
                        .removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException | ConflictException goneOrGoing) {
                return id;
            }
            return id;
        });
    }

    List<String> logs(String id, int lines) {
        if (lines <= 0) {
            return List.of();
        }
        Collected collected = new Collected();
        return call(JobCode.INTERNAL_ERROR, "reading the log of " + id, () -> {
            try (Collected reading = clients.calls()
                    .logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(Math.min(lines, BoundedText.MOST_LINES))
                    .exec(collected)) {
                reading.awaitCompletion(callTimeout.toMillis(), TimeUnit.MILLISECONDS);
                return BoundedText.lastLines(reading.text(), lines);
            } catch (NotFoundException gone) {
                return List.of();
            } catch (InterruptedException stopped) {
                throw Polling.interrupted(stopped);
            } catch (IOException closing) {
                throw new java.io.UncheckedIOException(closing);
            }
        });
    }

    /** Collects log output up to a limit. */
    private static final class Collected extends ResultCallback.Adapter<Frame> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void onNext(Frame frame) {
            if (bytes.size() < MOST_LOG_BYTES) {
                bytes.writeBytes(frame.getPayload());
            }
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    /** Describes the container engine. */
    String version() {
        return call(JobCode.DRIVER_UNAVAILABLE, "reading the container engine's version", () -> {
            Version version = clients.calls().versionCmd().exec();
            String product =
                    version.getComponents() == null || version.getComponents().isEmpty()
                            ? "Docker"
                            : String.valueOf(version.getComponents().getFirst().getName());
            return product + " " + version.getVersion() + " (API " + version.getApiVersion() + ") at " + clients.host();
        });
    }
}
