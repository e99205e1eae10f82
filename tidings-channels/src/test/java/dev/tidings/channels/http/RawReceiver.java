package dev.tidings.channels.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that answers with raw bytes and counts its connections. */
public final class RawReceiver implements AutoCloseable {
    /** The response to one request. */
    @FunctionalInterface
    public interface EndpointResponse {
        /** @return whether the connection stays open for another request */
        boolean write(OutputStream out) throws IOException;
    }

    private final BlockingQueue<EndpointResponse> answers = new LinkedBlockingQueue<>();
    private final Semaphore ended = new Semaphore(0);
    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();

    public RawReceiver() {
        this(plain());
    }

    /** Uses a socket that may speak TLS. */
    public RawReceiver(ServerSocket socket) {
        this.socket = socket;
        Thread.ofVirtual().start(this::accept);
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    public int connections() {
        return connections.get();
    }

    /** Answers the next request with this text and closes the connection. */
    public RawReceiver says(String text) {
        return says(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawReceiver says(byte[] bytes) {
        return answers(out -> {
            out.write(bytes);
            return false;
        });
    }

    public RawReceiver answers(EndpointResponse response) {
        answers.add(response);
        return this;
    }

    /** Keeps a connection open until the receiver is closed. */
    public void hold() {
        ended.acquireUninterruptibly();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            boolean open = true;
            while (open && readRequest(connection.getInputStream())) {
                open = answers.take().write(connection.getOutputStream());
                connection.getOutputStream().flush();
            }
        } catch (IOException | InterruptedException clientWentAway) {
            // The client's side shows the effect.
        }
    }

    private static boolean readRequest(InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.equals("end")) {
                return false;
            }
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return in.readNBytes(length).length == length;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                return "end";
            }
            line.append((char) read);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        ended.release(Integer.MAX_VALUE / 2);
        socket.close();
    }
}
