package dev.tidings.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports for servers that have to know theirs before they listen, or come back to it after a stop. They are below those that
 * the system gives to clients, which would take one in between; each process of tests begins elsewhere.
 */
public final class Ports {
    private static final int FIRST = 15_000;
    private static final int COUNT = 16_000;
    private static final int STEP = 61;

    private static int next = (int) (ProcessHandle.current().pid() * STEP % COUNT);

    private Ports() {}

    public static synchronized int free() {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // The next one may be free.
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }
}
