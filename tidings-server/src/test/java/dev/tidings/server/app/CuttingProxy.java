package dev.tidings.server.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A proxy that cuts each connection after some bytes of the response. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger cuts = new AtomicInteger();
    private final int port;
    private final int mostCuts;
    private final AtomicLong seed;

    CuttingProxy(int port, int mostCuts, long seed) throws IOException {
        this.port = port;
        this.mostCuts = mostCuts;
        this.seed = new AtomicLong(seed);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                Thread.ofVirtual().start(() -> pass(client, server, Long.MAX_VALUE));
                long allowed = 200L + new Random(seed.incrementAndGet()).nextInt(4_000);
                Thread.ofVirtual().start(() -> pass(server, client, cuts.get() < mostCuts ? allowed : Long.MAX_VALUE));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void pass(Socket from, Socket to, long allowed) {
        long left = allowed;
        byte[] bytes = new byte[4_096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count = in.read(bytes);
            while (count >= 0) {
                out.write(bytes, 0, (int) Math.min(count, left));
                left -= count;
                if (left <= 0) {
                    cuts.incrementAndGet();
                    return;
                }
                count = in.read(bytes);
            }
        } catch (IOException gone) {
            // One side has closed.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
