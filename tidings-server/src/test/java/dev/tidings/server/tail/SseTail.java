package dev.tidings.server.tail;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Server-sent events, parsed like EventSource: chunks, fields, events at blank lines. */
public final class SseTail extends SocketTail {
    private int chunk;
    private String id = "";
    private String name = "";
    private String data = "";

    public SseTail(int port, String path, String... headers) {
        super(port, "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + lines(headers) + "\r\n");
        begin();
    }

    static String lines(String... headers) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return lines.toString();
    }

    public String header(String header) {
        return headers.getOrDefault(header, "");
    }

    @Override
    void read() throws IOException {
        StringBuilder bytes = new StringBuilder();
        for (int octet = unchunked(); octet != '\n'; octet = unchunked()) {
            bytes.append((char) octet);
        }
        field(new String(bytes.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private int unchunked() throws IOException {
        if (chunk == 0) {
            chunk = Integer.parseInt(line(), 16);
            if (chunk == 0) {
                throw new EOFException("the stream ended");
            }
        }
        int octet = octet();
        if (--chunk == 0) {
            line();
        }
        return octet;
    }

    private void field(String line) throws IOException {
        if (line.isEmpty()) {
            dispatch();
        } else if (line.startsWith(":")) {
            hear(Heard.plain("heartbeat", "", null));
        } else if (line.startsWith("id: ")) {
            id = line.substring("id: ".length());
        } else if (line.startsWith("event: ")) {
            name = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
            data = line.substring("data: ".length());
        } else if (!line.startsWith("retry: ")) {
            throw new IOException("unknown field: " + line);
        }
    }

    private void dispatch() throws IOException {
        if (!data.isEmpty()) {
            String kind = JSON.readTree(data).path("kind").asText();
            String expected = name.isEmpty() ? "event" : name;
            if (!kind.equals(expected)) {
                throw new IOException("event " + name + " has the data " + data);
            }
            String cursor = JSON.readTree(data).path("cursor").asText();
            if (!cursor.isEmpty() && !kind.equals("end") && !cursor.equals(id)) {
                throw new IOException("id " + id + " has the data " + data);
            }
            hearJson(data);
        }
        name = "";
        data = "";
    }
}
