package dev.tidings.jobs.docker;

import dev.tidings.core.time.Ticker;
import dev.tidings.jobs.docker.Containers.Created;
import dev.tidings.jobs.docker.Containers.Found;
import dev.tidings.jobs.docker.DockerSettings.Pull;
import dev.tidings.jobs.driver.BoundedText;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ExitNotifier;
import dev.tidings.jobs.driver.GameKey;
import dev.tidings.jobs.driver.ImageRef;
import dev.tidings.jobs.driver.KeyedMutex;
import dev.tidings.jobs.driver.PortReservations;
import dev.tidings.jobs.driver.ReadinessProbe;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.driver.RuntimeStart;
import dev.tidings.jobs.driver.StartDeadline;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.DriverStatus;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.StartOrder;
import dev.tidings.jobs.runtime.StartedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Runs each runtime as a container. */
public final class DockerDriver implements RuntimeDriver {
    private static final Duration LOOK = Duration.ofMillis(150);

    private final DockerSettings settings;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final Ticker ticker;
    private final KeyedMutex mutex = new KeyedMutex();
    private final ReadinessProbe probe;
    private final RuntimeStart<ObservedContainer> starts;
    private final ExitNotifier exits = new ExitNotifier();
    private final DockerClients clients;
    private final Containers containers;
    private final ContainerSpec blueprint;
    private final Networks networks;
    private final ExitWatch watch;

    private DockerDriver(DockerSettings settings, Catalogue catalogue, InstantSource clock, Ticker ticker) {
        this.settings = settings;
        this.catalogue = catalogue;
        this.clock = clock;
        this.ticker = ticker;
        this.probe = new ReadinessProbe(ticker, settings.readinessKept());
        this.clients = DockerClients.open(settings.host(), settings.callTimeout());
        this.containers = new Containers(clients, settings.owner(), settings.callTimeout());
        this.blueprint = new ContainerSpec(settings);
        this.networks = new Networks(clients, settings.owner());
        this.starts = new RuntimeStart<>(new PortReservations(settings.address()), ticker, LOOK, new Steps());
        this.watch = new ExitWatch(clients, containers, settings, clock, exits);
    }

    /** Opens the driver; a container engine that does not respond yet is retried. */
    public static DockerDriver open(DockerSettings settings, Catalogue catalogue, InstantSource clock, Ticker ticker) {
        return new DockerDriver(settings, catalogue, clock, ticker);
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public StartedRuntime start(StartOrder order) {
        GameKey game = new GameKey(order.tenant(), order.gameId());
        ImageRef image = ImageRef.parse(order.imageRef());
        RuntimeSpec known = catalogue.find(image);
        if (known == null) {
            settings.images().require(image);
        }
        RuntimeSpec spec = known != null ? known : new RuntimeSpec(List.of(), Map.of(), 0, settings.readiness());
        StartDeadline deadline = new StartDeadline(ticker, order.timeout());
        return mutex.start(game, deadline, () -> starts.start(new RuntimeStart.Request(game, image, spec, deadline)));
    }

    private String network(RuntimeSpec spec) {
        return spec.network().isEmpty() ? settings.network() : spec.network();
    }

    private String containerName(GameKey game) {
        return settings.owner() + "-" + game.name();
    }

    /**
     * Returns the game's container if it is running. Removes an exited one, and fails if the name belongs to a
     * container that is not ours.
     */
    private Optional<ObservedContainer> runningOrRemoved(GameKey game) {
        Optional<Found> found = containers.find(containerName(game));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObservedContainer seen = ours(game, found.get())
                .orElseThrow(() -> new DriverFailure(
                        JobCode.IMAGE_CONFLICT,
                        "the container " + containerName(game) + " ("
                                + found.get().id() + ") does not have the labels of " + game
                                + "; it is left untouched"));
        if (seen.running()) {
            return Optional.of(seen);
        }
        containers.remove(seen.id());
        return Optional.empty();
    }

    private Optional<ObservedContainer> ours(GameKey game, Found found) {
        return found.seen()
                .filter(seen -> seen.labels().owner().equals(settings.owner())
                        && seen.labels().game().equals(game));
    }

    /** Starts containers. */
    private final class Steps implements RuntimeStart.Steps<ObservedContainer> {
        @Override
        public Optional<ObservedContainer> running(GameKey game) {
            Optional<ObservedContainer> running = runningOrRemoved(game);
            // In case it exits before the first look of the watch.
            running.ifPresent(watch::follow);
            return running;
        }

        @Override
        public ObservedRuntime observed(ObservedContainer container) {
            return container.observed(settings.address());
        }

        @Override
        public OptionalInt ownPort(RuntimeSpec spec) {
            return network(spec).equals(Networks.HOST)
                    ? OptionalInt.empty()
                    : OptionalInt.of(spec.port() == 0 ? settings.port() : spec.port());
        }

        @Override
        public boolean record(RuntimeStart.Request request, int port) {
            if (settings.pull() == Pull.ALWAYS) {
                containers.pull(request.image(), request.deadline());
            }
            return create(request, port) != Created.NAME_TAKEN;
        }

        @Override
        public ObservedContainer launch(RuntimeStart.Request request) {
            String name = containerName(request.game());
            request.deadline().check("the container was not started");
            containers.start(name);
            return containers
                    .find(name)
                    .flatMap(Found::seen)
                    .orElseThrow(() -> new DriverFailure(JobCode.START_FAILED, name + " disappeared during the start"));
        }

        @Override
        public boolean ready(ObservedContainer container, RuntimeSpec spec) {
            boolean answers = container.reachable()
                    && probe.ready(
                            container.labels().readiness(), container.address(settings.address()), container.port());
            if (answers && container.labels().onHost()) {
                // Another process of the host may be responding.
                requireRunning(container);
            }
            return answers;
        }

        @Override
        public void requireRunning(ObservedContainer container) {
            Optional<ObservedContainer> now = containers.find(container.id()).flatMap(Found::seen);
            if (now.filter(ObservedContainer::running).isEmpty()) {
                throw RuntimeStart.exited(now.map(ObservedContainer::exitCode).orElse(null));
            }
        }

        @Override
        public List<String> lastLines(ObservedContainer container) {
            return containers.logs(container.id(), BoundedText.LINES_IN_MESSAGE);
        }

        @Override
        public void follow(ObservedContainer container) {
            watch.follow(container);
        }

        @Override
        public void remove(GameKey game) {
            containers.remove(containerName(game));
        }
    }

    private Created create(RuntimeStart.Request request, int port) {
        ImageRef image = request.image();
        RuntimeSpec spec = request.spec();
        ContainerLabels labels = new ContainerLabels(
                settings.owner(), request.game(), image.text(), settings.node(), network(spec), port, spec.readiness());
        String name = containerName(request.game());
        String network = networks.require(labels.network());
        Created created = containers.create(blueprint.fill(containers.creation(image), name, labels, spec, network));
        if (created == Created.NO_IMAGE && settings.pull() != Pull.NEVER) {
            containers.pull(image, request.deadline());
            created = containers.create(blueprint.fill(containers.creation(image), name, labels, spec, network));
        }
        if (created == Created.NO_IMAGE) {
            throw new DriverFailure(
                    JobCode.IMAGE_NOT_FOUND,
                    "the container engine does not have the image " + image + " (runtimes.docker.pull is "
                            + settings.pull().name().toLowerCase(java.util.Locale.ROOT) + ")");
        }
        return created;
    }

    @Override
    public Optional<ObservedRuntime> stop(String tenant, String gameId, Duration grace) {
        GameKey game = new GameKey(tenant, gameId);
        mutex.cancel(game);
        return mutex.take(game, settings.callTimeout().multipliedBy(2).plus(grace), () -> {
            Optional<ObservedContainer> there = find(game);
            there.ifPresent(seen -> {
                if (seen.running() && !grace.isZero()) {
                    containers.stop(seen.id(), grace);
                }
                containers.remove(seen.id());
            });
            return there.map(seen -> seen.observed(settings.address()));
        });
    }

    private Optional<ObservedContainer> find(GameKey game) {
        return containers.find(containerName(game)).flatMap(found -> ours(game, found));
    }

    @Override
    public Optional<ObservedRuntime> inspect(String tenant, String gameId) {
        return find(new GameKey(tenant, gameId)).map(seen -> seen.observed(settings.address()));
    }

    @Override
    public List<ObservedRuntime> list() {
        return whole().stream().map(seen -> seen.observed(settings.address())).toList();
    }

    /** Lists containers with the time and code of their exit, which the container engine's list lacks. */
    private List<ObservedContainer> whole() {
        List<ObservedContainer> whole = new ArrayList<>();
        for (ObservedContainer seen : containers.list()) {
            if (seen.running()) {
                whole.add(seen);
            } else {
                containers.find(seen.id()).flatMap(Found::seen).ifPresent(whole::add);
            }
        }
        return whole;
    }

    @Override
    public List<String> logs(String tenant, String gameId, int lines) {
        return find(new GameKey(tenant, gameId))
                .map(seen -> containers.logs(seen.id(), lines))
                .orElse(List.of());
    }

    @Override
    public List<ObservedRuntime> reap(Predicate<ObservedRuntime> known, Duration grace) {
        Instant before = clock.instant().minus(grace);
        List<ObservedRuntime> reaped = new ArrayList<>();
        for (ObservedContainer seen : whole()) {
            ObservedRuntime observed = seen.observed(settings.address());
            boolean dangles = !seen.since().isAfter(before) && (!seen.running() || !known.test(observed));
            if (dangles && !mutex.starting(seen.labels().game())) {
                mutex.take(seen.labels().game(), settings.callTimeout(), () -> {
                    containers.remove(seen.id());
                    return reaped.add(observed);
                });
            }
        }
        return reaped;
    }

    @Override
    public void onExit(Consumer<ObservedRuntime> listener) {
        exits.add(listener);
    }

    @Override
    public DriverStatus status() {
        try {
            return new DriverStatus(true, containers.version());
        } catch (DriverFailure failed) {
            return new DriverStatus(false, String.valueOf(failed.getMessage()));
        }
    }

    @Override
    public void close() {
        watch.close();
        clients.close();
    }
}
