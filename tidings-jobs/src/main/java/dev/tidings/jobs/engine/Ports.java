package dev.tidings.jobs.engine;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.JobCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports of this machine that engines are given. A port is held until its engine listens, so that no two get the same. */
public final class Ports {
    private static final int TRIES = 100;

    private final String host;
    private final Set<Integer> held = new HashSet<>();

    public Ports(String host) {
        this.host = host;
    }

    /**
     * Holds a port on which nobody listens. Throws a {@link DriverFailure} when somebody does.
     *
     * @param wanted 0: any
     */
    public synchronized Held hold(int wanted) {
        for (int i = 0; i < TRIES; i++) {
            int port = free(wanted);
            if (held.add(port)) {
                return new Held(port);
            }
            if (wanted != 0) {
                throw taken(wanted, "another start is about to use it");
            }
        }
        throw new DriverFailure(JobCode.DRIVER_UNAVAILABLE, "no free port on " + host);
    }

    private int free(int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            // What was closed a moment ago is no obstacle to an engine that does the same.
            socket.setReuseAddress(wanted != 0);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), wanted));
            return socket.getLocalPort();
        } catch (IOException refused) {
            String why = String.valueOf(refused.getMessage());
            if (wanted == 0 || Shortage.isSaidBy(why)) {
                throw new DriverFailure(
                        JobCode.DRIVER_UNAVAILABLE, "this machine has no port to give: " + why, refused);
            }
            throw taken(wanted, why);
        }
    }

    private DriverFailure taken(int port, String why) {
        return new DriverFailure(JobCode.START_FAILED, "port " + port + " on " + host + " is taken: " + why);
    }

    /** A port that no other start gets. */
    public final class Held implements AutoCloseable {
        private final int port;

        private Held(int port) {
            this.port = port;
        }

        public int port() {
            return port;
        }

        @Override
        public void close() {
            synchronized (Ports.this) {
                held.remove(port);
            }
        }
    }
}
