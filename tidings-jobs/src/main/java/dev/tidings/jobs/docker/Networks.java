package dev.tidings.jobs.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The closed network: no route to cloud metadata, private ranges or the internet, nor, if the container engine supports it,
 * between containers. Created on first use.
 */
final class Networks {
    /** The name of the closed network in settings and labels. */
    static final String CLOSED = "closed";

    static final String HOST = "host";

    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);
    private static final Map<String, String> APART = Map.of("com.docker.network.bridge.enable_icc", "false");

    private final DockerClients clients;
    private final String owner;

    Networks(DockerClients clients, String owner) {
        this.clients = clients;
        this.owner = owner;
    }

    /**
     * Returns the container engine's name of a network, and creates the closed one if needed. Throws a {@link
     * DriverFailure}.
     */
    String require(String network) {
        if (!network.equals(CLOSED)) {
            return network;
        }
        String name = owner + "-" + CLOSED;
        try {
            if (!internal(name)) {
                throw new DriverFailure(
                        JobCode.START_FAILED,
                        "the network " + name
                                + " was created by another program and is not internal; remove it, or set"
                                + " runtimes.docker.network to another one");
            }
            return name;
        } catch (RuntimeException failed) {
            throw DockerFailures.of(JobCode.START_FAILED, "the network " + name, clients.host(), failed);
        }
    }

    private boolean internal(String name) {
        try {
            return leadsNowhere(name);
        } catch (NotFoundException missing) {
            make(name);
            return leadsNowhere(name);
        }
    }

    private boolean leadsNowhere(String name) {
        Network network =
                clients.calls().inspectNetworkCmd().withNetworkId(name).exec();
        return Boolean.TRUE.equals(network.getInternal());
    }

    private void make(String name) {
        try {
            make(name, APART);
        } catch (ConflictException made) {
            // Another node created it.
        } catch (DockerException refused) {
            LOG.warn(
                    "network isolation not supported; containers can reach each other; network={} cause={}",
                    name,
                    DockerFailures.message(refused));
            make(name, Map.of());
        }
    }

    private void make(String name, Map<String, String> options) {
        clients.calls()
                .createNetworkCmd()
                .withName(name)
                .withDriver("bridge")
                .withInternal(true)
                .withCheckDuplicate(true)
                .withOptions(options)
                .withLabels(Map.of(ContainerLabels.OWNER, owner))
                .exec();
    }
}
