package dev.tidings.jobs.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ContainerPort;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.Ports;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.ObservedRuntime.State;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The container engine's view of a container with Tidings' labels.
 *
 * @param port the port under which the runtime is reachable; 0 if there is none
 * @param createdAt when the container was created
 */
record ObservedContainer(
        String id,
        ContainerLabels labels,
        State state,
        int port,
        @Nullable String ownAddress,
        @Nullable Integer exitCode,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant exitedAt) {
    /** The container engine reports times before this one for events that have not happened. */
    private static final Instant NEVER = Instant.parse("1970-01-02T00:00:00Z");

    /** Returns null if the labels are not Tidings'. */
    static @Nullable ObservedContainer of(InspectContainerResponse container) {
        ContainerLabels labels = ContainerLabels.read(container.getConfig().getLabels());
        if (labels == null) {
            return null;
        }
        InspectContainerResponse.ContainerState logged = container.getState();
        State state = state(logged.getStatus());
        Long code = logged.getExitCodeLong();
        return new ObservedContainer(
                container.getId(),
                labels,
                state,
                labels.published() ? published(container, labels.port()) : labels.port(),
                labels.published() || labels.onHost() ? null : address(container),
                state == State.EXITED && code != null ? code.intValue() : null,
                // A container without a time is never old enough to be removed.
                Objects.requireNonNullElse(instant(container.getCreated()), Instant.MAX),
                instant(logged.getStartedAt()),
                state == State.EXITED ? instant(logged.getFinishedAt()) : null);
    }

    /** Reads an entry of a list, which has less detail. Returns null if the labels are not Tidings'. */
    static @Nullable ObservedContainer of(Container container) {
        ContainerLabels labels = ContainerLabels.read(container.getLabels());
        if (labels == null) {
            return null;
        }
        Instant created = Instant.ofEpochSecond(container.getCreated());
        State state = state(container.getState());
        return new ObservedContainer(
                container.getId(),
                labels,
                state,
                labels.published() ? published(container, labels.port()) : labels.port(),
                labels.published() || labels.onHost() ? null : address(container),
                null,
                created,
                state == State.CREATED ? null : created,
                null);
    }

    private static @Nullable String address(InspectContainerResponse container) {
        NetworkSettings network = container.getNetworkSettings();
        return network == null ? null : address(network.getNetworks());
    }

    private static @Nullable String address(Container container) {
        var network = container.getNetworkSettings();
        return network == null ? null : address(network.getNetworks());
    }

    private static @Nullable String address(@Nullable Map<String, ContainerNetwork> networks) {
        return networks == null
                ? null
                : networks.values().stream()
                        .map(ContainerNetwork::getIpAddress)
                        .filter(address -> address != null && !address.isEmpty())
                        .findFirst()
                        .orElse(null);
    }

    private static State state(@Nullable String status) {
        return switch (status == null ? "" : status) {
            case "created", "configured", "initialized" -> State.CREATED;
            case "exited", "dead", "stopped", "removing" -> State.EXITED;
            default -> State.RUNNING;
        };
    }

    private static int published(InspectContainerResponse container, int inside) {
        NetworkSettings network = container.getNetworkSettings();
        Ports ports = network == null ? null : network.getPorts();
        Map<ExposedPort, Ports.Binding[]> bindings = ports == null ? Map.of() : ports.getBindings();
        Ports.Binding[] of = bindings.get(ExposedPort.tcp(inside));
        return of == null || of.length == 0 || of[0].getHostPortSpec() == null
                ? 0
                : Integer.parseInt(of[0].getHostPortSpec());
    }

    private static int published(Container container, int inside) {
        ContainerPort[] ports = container.getPorts();
        for (ContainerPort port : ports == null ? new ContainerPort[0] : ports) {
            Integer isPrivate = port.getPrivatePort();
            Integer isPublic = port.getPublicPort();
            if (isPrivate != null && isPrivate == inside && isPublic != null) {
                return isPublic;
            }
        }
        return 0;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            Instant time = text == null ? null : OffsetDateTime.parse(text).toInstant();
            return time == null || time.isBefore(NEVER) ? null : time;
        } catch (DateTimeParseException unknown) {
            return null;
        }
    }

    boolean running() {
        return state == State.RUNNING;
    }

    /** The best known time of the last state change. */
    Instant since() {
        return exitedAt != null ? exitedAt : createdAt;
    }

    /**
     * @param machine the address on which ports of this machine are reachable
     */
    String endpoint(String machine) {
        return reachable() ? labels.readiness().endpoint(address(machine), port) : "";
    }

    /** The container's own address, or the machine's. */
    String address(String machine) {
        return ownAddress == null ? machine : ownAddress;
    }

    boolean reachable() {
        return port != 0 && (ownAddress != null || labels.published() || labels.onHost());
    }

    /** The container after it disappeared. */
    ObservedContainer vanished(Instant noticed) {
        return new ObservedContainer(id, labels, State.EXITED, port, ownAddress, null, createdAt, startedAt, noticed);
    }

    ObservedRuntime observed(String address) {
        return new ObservedRuntime(
                labels.game().tenant(),
                labels.game().gameId(),
                labels.imageRef(),
                id,
                endpoint(address),
                state,
                exitCode,
                startedAt,
                exitedAt);
    }
}
