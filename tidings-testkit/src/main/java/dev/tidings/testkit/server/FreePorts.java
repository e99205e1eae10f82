package dev.tidings.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Free ports for servers that must know their port before they listen, or keep it across a stop. They are below the
 * ephemeral range, which clients could take in between; each test process starts at another port.
 */
public final class FreePorts {
    private static final int FIRST = 15_000;
    private static final int COUNT = 16_000;
    private static final int STEP = 61;

    private static int next = (int) (ProcessHandle.current().pid() * STEP % COUNT);

    private FreePorts() {}

    public static synchronized int free() {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Try the next one.
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }
}
