package dev.tidings.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Polls /readyz over a bare socket, with minimal load on the starting server. */
final class ReadyProbe {
    private static final byte[] REQUEST =
            "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final String OK = "HTTP/1.1 200";

    private ReadyProbe() {}

    static boolean ready(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(REQUEST);
            InputStream answer = socket.getInputStream();
            return new String(answer.readNBytes(OK.length()), StandardCharsets.US_ASCII).equals(OK);
        } catch (IOException notYet) {
            return false;
        }
    }
}
