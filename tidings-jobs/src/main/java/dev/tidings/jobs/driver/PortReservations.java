package dev.tidings.jobs.driver;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * Assigns ports of this machine to runtimes. A port is reserved until its runtime listens, so that no two get the
 * same one.
 */
public final class PortReservations {
    private static final int TRIES = 100;

    private final String host;
    private final Set<Integer> held = new HashSet<>();

    public PortReservations(String host) {
        this.host = host;
    }

    /**
     * Reserves a free port. Throws a {@link DriverFailure} if there is none.
     *
     * @param wanted 0 for any
     */
    public synchronized Held hold(int wanted) {
        for (int i = 0; i < TRIES; i++) {
            int port = free(wanted);
            if (held.add(port)) {
                return new Held(port);
            }
            if (wanted != 0) {
                throw taken(wanted, "reserved by another start");
            }
        }
        throw new DriverFailure(JobCode.DRIVER_UNAVAILABLE, "no free port on " + host);
    }

    private int free(int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            // Runtimes reuse addresses too, so a recently closed port is free.
            socket.setReuseAddress(wanted != 0);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), wanted));
            return socket.getLocalPort();
        } catch (IOException refused) {
            String why = String.valueOf(refused.getMessage());
            if (wanted == 0 || ResourceShortage.isSaidBy(why)) {
                throw new DriverFailure(JobCode.DRIVER_UNAVAILABLE, "no free port on this machine: " + why, refused);
            }
            throw taken(wanted, why);
        }
    }

    private DriverFailure taken(int port, String why) {
        return new DriverFailure(JobCode.START_FAILED, "port " + port + " on " + host + " is in use: " + why);
    }

    /** A reserved port. */
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
            synchronized (PortReservations.this) {
                held.remove(port);
            }
        }
    }
}
