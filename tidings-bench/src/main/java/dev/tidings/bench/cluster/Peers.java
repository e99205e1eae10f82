package dev.tidings.bench.cluster;

import dev.tidings.bench.measure.PreconditionMissing;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The peers of one comparison, each in its own process with its own database. */
final class Peers implements AutoCloseable {
    private final Map<PeerKind, PeerProcess> running = new EnumMap<>(PeerKind.class);
    private final Map<PeerKind, String> missing = new EnumMap<>(PeerKind.class);

    /** The address of a peer's database. */
    @FunctionalInterface
    interface Addresses {
        String of(PeerKind kind);
    }

    private Peers() {}

    /** Uses one database per peer. */
    static Peers start(WorkloadEnvironment stage, Postgres postgres, List<PeerKind> kinds) throws Exception {
        return start(stage, kinds, kind -> {
            String url = postgres.create();
            return kind.onNode() ? Postgres.uri(url) : url;
        });
    }

    /** Starts the peers that can run here; the others are in {@link #missing()}. */
    static Peers start(WorkloadEnvironment stage, List<PeerKind> kinds, Addresses addresses) throws Exception {
        Peers peers = new Peers();
        NodePrograms node = null;
        String noNode = "";
        if (kinds.stream().anyMatch(PeerKind::onNode)) {
            try {
                node = NodePrograms.install(stage);
            } catch (PreconditionMissing none) {
                noNode = String.valueOf(none.getMessage());
            }
        }
        try {
            for (PeerKind kind : kinds) {
                if (kind.onNode() && node == null) {
                    peers.missing.put(kind, noNode);
                    stage.say(kind.title() + " is skipped: " + noNode);
                } else {
                    List<String> command = kind.command(node, addresses.of(kind));
                    peers.running.put(kind, PeerProcess.start(stage, kind.title(), command));
                }
            }
        } catch (Exception failed) {
            peers.close();
            throw failed;
        }
        return peers;
    }

    Map<PeerKind, PeerProcess> running() {
        return running;
    }

    /** Why a peer is skipped. */
    Map<PeerKind, String> missing() {
        return missing;
    }

    @Nullable
    PeerProcess get(PeerKind kind) {
        return running.get(kind);
    }

    @Override
    public void close() {
        running.values().forEach(PeerProcess::close);
    }
}
