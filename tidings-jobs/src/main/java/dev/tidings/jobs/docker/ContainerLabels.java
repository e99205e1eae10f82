package dev.tidings.jobs.docker;

import dev.tidings.jobs.driver.GameKey;
import dev.tidings.jobs.driver.ReadinessCheck;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a container.
 *
 * @param imageRef the reference as the job named it
 * @param network {@code host} if the port is on the machine, {@code closed} if it is on the container's own address
 * @param port the port on which the runtime listens, in its network
 */
record ContainerLabels(
        String owner, GameKey game, String imageRef, String node, String network, int port, ReadinessCheck readiness) {
    static final String OWNER = "tidings.owner";
    private static final String TENANT = "tidings.tenant";
    private static final String GAME = "tidings.game_id";
    private static final String IMAGE = "tidings.image_ref";
    private static final String NODE = "tidings.node";
    private static final String NETWORK = "tidings.network";
    private static final String PORT = "tidings.port";
    private static final String READY = "tidings.readiness";

    boolean onHost() {
        return network.equals(Networks.HOST);
    }

    /** Whether a port of the machine is mapped to the container's. */
    boolean published() {
        return !onHost() && !network.equals(Networks.CLOSED);
    }

    Map<String, String> labels() {
        return Map.of(
                OWNER,
                owner,
                TENANT,
                game.tenant(),
                GAME,
                game.gameId(),
                IMAGE,
                imageRef,
                NODE,
                node,
                NETWORK,
                network,
                PORT,
                Integer.toString(port),
                READY,
                readiness instanceof ReadinessCheck.Http http ? http.path() : "tcp");
    }

    /** Returns null if the labels are not Tidings'. */
    static @Nullable ContainerLabels read(@Nullable Map<String, String> labels) {
        if (labels == null) {
            return null;
        }
        String owner = labels.get(OWNER);
        String tenant = labels.get(TENANT);
        String game = labels.get(GAME);
        String image = labels.get(IMAGE);
        String port = labels.get(PORT);
        String ready = labels.getOrDefault(READY, "tcp");
        if (owner == null || tenant == null || game == null || image == null || port == null) {
            return null;
        }
        try {
            return new ContainerLabels(
                    owner,
                    new GameKey(tenant, game),
                    image,
                    labels.getOrDefault(NODE, ""),
                    labels.getOrDefault(NETWORK, ""),
                    Integer.parseInt(port),
                    ready.equals("tcp") ? new ReadinessCheck.Tcp() : new ReadinessCheck.Http(ready));
        } catch (NumberFormatException notOurs) {
            return null;
        }
    }
}
