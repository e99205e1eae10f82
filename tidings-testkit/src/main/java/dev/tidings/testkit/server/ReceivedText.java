package dev.tidings.testkit.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** What a server sends before it closes a connection. */
public final class ReceivedText {
    private static final int MOST_BYTES = 64 * 1024;

    private ReceivedText() {}

    /**
     * Reads until the server closes the connection. A server that closes while its client still sends resets the
     * connection: what arrived before the reset counts as received, because the reset may overtake the end of the stream.
     *
     * @return the first 64 KiB, as ISO 8859-1; empty when the server sends nothing
     * @throws AssertionError when the socket's read timeout passes before the server closes
     */
    public static String untilClosed(Socket socket) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        try {
            InputStream in = socket.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                received.write(buffer, 0, Math.min(read, MOST_BYTES - received.size()));
            }
        } catch (SocketTimeoutException open) {
            throw new AssertionError("the server did not close the connection", open);
        } catch (IOException reset) {
            // The server closed with unread data.
        }
        return received.toString(StandardCharsets.ISO_8859_1);
    }
}
