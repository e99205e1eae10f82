package dev.tidings.jobs.driver;

import dev.tidings.core.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Checks once whether a runtime is ready. It closes its connection, because a runtime may serve one connection at a
 * time, and reads only the status line.
 */
public final class ReadinessProbe {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final Pattern SUCCESS = Pattern.compile("HTTP/1\\.[01] 2\\d\\d\\b.*");
    private static final int STATUS_BYTES = 32;

    private final Ticker ticker;
    private final Duration kept;

    /**
     * A runtime that is not ready, or a proxy in front of its container, may accept a connection and close it
     * later. How long depends on the runtime, so the operator configures it.
     *
     * @param kept how long a silent connection must stay open before the runtime counts as ready
     */
    public ReadinessProbe(Ticker ticker, Duration kept) {
        this.ticker = ticker;
        this.kept = kept;
    }

    public boolean ready(ReadinessCheck readiness, String host, int port) {
        long deadline = ticker.nanos() + LONGEST.toNanos();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) LONGEST.toMillis());
            return switch (readiness) {
                case ReadinessCheck.Tcp _ -> keeps(socket);
                case ReadinessCheck.Http http -> answers(socket, http.path(), host + ":" + port, deadline);
            };
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean keeps(Socket socket) throws IOException {
        socket.setSoTimeout((int) kept.toMillis());
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silent) {
            return true;
        }
    }

    private boolean answers(Socket socket, String path, String host, long deadline) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: tidings\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder status = new StringBuilder(STATUS_BYTES);
        while (status.length() < STATUS_BYTES) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - ticker.nanos());
            if (left <= 0) {
                return false;
            }
            socket.setSoTimeout((int) left);
            int next = in.read();
            if (next < 0 || next == '\n') {
                break;
            }
            status.append((char) next);
        }
        return SUCCESS.matcher(status.toString().strip()).matches();
    }
}
