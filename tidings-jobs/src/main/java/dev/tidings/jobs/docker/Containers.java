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
import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.JobCode;
import dev.tidings.jobs.engine.BoundedText;
import dev.tidings.jobs.engine.ImageRef;
import dev.tidings.jobs.engine.StartDeadline;
import dev.tidings.jobs.engine.Waiting;
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

/** The engine's calls that are needed here. Each fails with a {@link DriverFailure} and no other exception. */
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

    /** What has a name or an id, if anything has. */
    Optional<Found> find(String name) {
        return call(JobCode.INTERNAL_ERROR, "looking at " + name, () -> {
            try {
                var container = clients.calls().inspectContainerCmd(name).exec();
                return Optional.of(new Found(container.getId(), Optional.ofNullable(Seen.of(container))));
            } catch (NotFoundException none) {
                return Optional.empty();
            }
        });
    }

    /**
     * A container.
     *
     * @param seen when its labels are ours
     */
    record Found(String id, Optional<Seen> seen) {}

    /** All with our label, as far as a list tells of them. */
    List<Seen> list() {
        List<Container> all = call(
                JobCode.INTERNAL_ERROR,
                "listing containers",
                () -> clients.calls()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of(Tags.OWNER, owner))
                        .exec());
        List<Seen> ours = new ArrayList<>();
        for (Container container : all) {
            Seen seen = Seen.of(container);
            if (seen != null) {
                ours.add(seen);
            }
        }
        return ours;
    }

    CreateContainerCmd creation(ImageRef image) {
        return clients.calls().createContainerCmd(image.text());
    }

    /** How a creation ended. */
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
                // Of a network it is said in the same way.
                if (DockerFailures.words(missing).contains("image")) {
                    return Created.NO_IMAGE;
                }
                throw missing;
            } catch (ConflictException taken) {
                return Created.NAME_TAKEN;
            } catch (DockerException other) {
                // Podman says this as a failure of its own.
                if (DockerFailures.words(other).contains("already in use")) {
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

    /** Fetches an image, which may take as long as the pace has left. */
    void pull(ImageRef image, StartDeadline pace) {
        call(JobCode.IMAGE_NOT_FOUND, image + " cannot be pulled", () -> {
            try (Pulling pulling = clients.streams().pullImageCmd(image.text()).exec(new Pulling())) {
                while (!pulling.awaitEnd(LOOK)) {
                    pace.check(image + " was not pulled");
                }
                String failure = pulling.failure();
                if (failure != null) {
                    throw new DriverFailure(JobCode.IMAGE_NOT_FOUND, image + " cannot be pulled: " + failure);
                }
                return image;
            } catch (InterruptedException stopped) {
                throw Waiting.interrupted(stopped);
            } catch (IOException closing) {
                throw new java.io.UncheckedIOException(closing);
            }
        });
    }

    /** Asks it to end, and has the engine kill it after the grace; what has ended already is left. */
    void stop(String id, Duration grace) {
        call(JobCode.INTERNAL_ERROR, "stopping " + id, () -> {
            int seconds = (int) Math.ceil(grace.toMillis() / 1000.0);
            try {
                // The answer comes when it has ended.
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

    /** Kills and removes. What is gone already is left. */
    void remove(String id) {
        call(JobCode.INTERNAL_ERROR, "removing " + id, () -> {
            try {
                clients.calls().killContainerCmd(id).exec();
            } catch (DockerException doesNotRun) {
                // Then there is nothing to kill.
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
                throw Waiting.interrupted(stopped);
            } catch (IOException closing) {
                throw new java.io.UncheckedIOException(closing);
            }
        });
    }

    /** What an engine wrote, up to a bound. */
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

    /** What engine it is. */
    String version() {
        return call(JobCode.DRIVER_UNAVAILABLE, "asking for its version", () -> {
            Version version = clients.calls().versionCmd().exec();
            String engine =
                    version.getComponents() == null || version.getComponents().isEmpty()
                            ? "Docker"
                            : String.valueOf(version.getComponents().getFirst().getName());
            return engine + " " + version.getVersion() + " (API " + version.getApiVersion() + ") at " + clients.host();
        });
    }
}
