package dev.tidings.jobs.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.tidings.jobs.driver.RuntimeSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds container definitions with minimal privileges. */
final class ContainerSpec {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private final DockerSettings settings;

    ContainerSpec(DockerSettings settings) {
        this.settings = settings;
    }

    /**
     * @param network the container engine's name of the network
     */
    CreateContainerCmd fill(
            CreateContainerCmd create, String name, ContainerLabels labels, RuntimeSpec spec, String network) {
        List<String> env = new ArrayList<>();
        spec.env().forEach((key, value) -> env.add(key + "=" + value));
        env.add("PORT=" + labels.port());
        env.add("GAME_ID=" + labels.game().gameId());
        create.withName(name).withLabels(labels.labels()).withEnv(env).withHostConfig(host(labels, network));
        if (!labels.onHost()) {
            create.withExposedPorts(ExposedPort.tcp(labels.port()));
        }
        if (!spec.command().isEmpty()) {
            create.withCmd(spec.command());
        }
        return settings.user().isEmpty() ? create : create.withUser(settings.user());
    }

    private HostConfig host(ContainerLabels labels, String network) {
        HostConfig host = HostConfig.newHostConfig()
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of("/tmp", "rw,noexec,nosuid,nodev,size=" + settings.tmpMib() + "m"))
                .withSecurityOpts(List.of("no-new-privileges"))
                .withCapDrop(Capability.ALL)
                .withPrivileged(false)
                .withRestartPolicy(RestartPolicy.noRestart())
                .withNetworkMode(network)
                .withLogConfig(new LogConfig(
                        LogConfig.LoggingType.JSON_FILE,
                        Map.of("max-size", settings.logBytes() / 1024 + "k", "max-file", "2")));
        if (labels.published()) {
            host.withPortBindings(
                    new PortBinding(Ports.Binding.bindIp(settings.address()), ExposedPort.tcp(labels.port())));
        }
        if (settings.memoryBytes() > 0) {
            // An equal swap limit means no swap.
            host.withMemory(settings.memoryBytes()).withMemorySwap(settings.memoryBytes());
        }
        if (settings.cpus().signum() > 0) {
            host.withNanoCPUs(settings.cpus().multiply(NANOS).longValue());
        }
        return settings.pids() > 0 ? host.withPidsLimit(settings.pids()) : host;
    }
}
