package dev.tidings.server.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A client on a plain socket. */
abstract class SocketTail extends Tail {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int RECEIVE_BYTES = 8 * 1024;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final Semaphore resumed = new Semaphore(0);
    private volatile boolean stalled;
    final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int status;

    SocketTail(int port, String request) {
        try {
            // Small, so that a client that does not read soon blocks writes.
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new BufferedInputStream(socket.getInputStream(), RECEIVE_BYTES);
            send(request.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts reading, after the subclass is constructed. */
    void begin() {
        Thread.ofVirtual().start(this::run);
    }

    private void run() {
        String why = null;
        try {
            head();
            while (true) {
                read();
            }
        } catch (IOException over) {
            why = String.valueOf(over.getMessage());
        }
        hear(Heard.plain("closed", "", status == 200 || status == 101 ? why : "status " + status));
        close();
    }

    private void head() throws IOException {
        status = Integer.parseInt(line().split(" ", -1)[1]);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        if (status != 200 && status != 101) {
            throw new EOFException("refused");
        }
    }

    /** Reads and processes received data. */
    abstract void read() throws IOException;

    void send(byte[] bytes) throws IOException {
        // Not asked for twice: the answer to these bytes may close the socket.
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    int octet() throws IOException {
        if (stalled) {
            resumed.acquireUninterruptibly();
        }
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the server closed");
        }
        return octet;
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = octet(); octet != '\n'; octet = octet()) {
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    byte[] octets(int length) throws IOException {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) octet();
        }
        return octets;
    }

    void hearJson(String text) throws IOException {
        JsonNode json = JSON.readTree(text);
        String kind = json.path("kind").asText();
        if (kind.equals("event")) {
            hear(new Heard(
                    kind,
                    json.path("cursor").asText(),
                    json.path("user_id").asText(),
                    json.path("event_type").asText(),
                    json.path("event_id").asText(),
                    json.has("payload")
                            ? json.get("payload").toString()
                            : json.path("payload_base64").asText()));
        } else {
            if (json.has("reconnect_ms")) {
                reconnect(json.get("reconnect_ms").asLong());
            }
            hear(Heard.plain(kind, json.path("cursor").asText(), text(json, "reason")));
        }
    }

    private static @Nullable String text(JsonNode json, String field) {
        return json.has(field) ? json.get(field).asText() : null;
    }

    @Override
    public void stall() {
        stalled = true;
    }

    @Override
    public void goOn() {
        stalled = false;
        resumed.release();
    }

    @Override
    public void close() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException alreadyGone) {
            // The socket is closed.
        }
    }
}
