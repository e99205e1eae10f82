package dev.tidings.bench.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Creates numbered requests that the sink can tell apart: all requests are equal except for eight digits, at the
 * position of {@value #PLACE} in the template.
 */
public final class Numbered {
    /** The placeholder of the number in a template's body. */
    public static final String PLACE = "########";

    private static final byte[] FIELD = "\"seq\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = PLACE.length();

    private final int port;
    private final String path;
    private final byte[] request;
    private final int bodyAt;
    private final int[] places;

    private Numbered(int port, String path, byte[] request, int bodyAt, int[] places) {
        this.port = port;
        this.path = path;
        this.request = request;
        this.bodyAt = bodyAt;
        this.places = places;
    }

    /** A POST with a JSON body that contains {@code "seq":"########"}. */
    public static Numbered post(int port, String path, String body) {
        String head = String.join(
                "\r\n",
                "POST " + path + " HTTP/1.1",
                "Host: 127.0.0.1:" + port,
                "Content-Type: application/json",
                "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length,
                "",
                "");
        byte[] request = (head + body).getBytes(StandardCharsets.UTF_8);
        return new Numbered(port, path, request, head.length(), places(request));
    }

    private static int[] places(byte[] request) {
        byte[] place = PLACE.getBytes(StandardCharsets.US_ASCII);
        List<Integer> found = new ArrayList<>();
        for (int at = HttpMessageEnd.find(request, 0, request.length, place);
                at >= 0;
                at = HttpMessageEnd.find(request, at + DIGITS, request.length, place)) {
            found.add(at);
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    int port() {
        return port;
    }

    String path() {
        return path;
    }

    /** The body of a request, for clients that write their own headers. */
    byte[] body(int number) {
        ByteBuffer whole = ByteBuffer.allocate(request.length);
        fill(whole, number);
        return Arrays.copyOfRange(whole.array(), bodyAt, request.length);
    }

    /** Puts request {@code number} into a buffer, ready for writing. */
    void fill(ByteBuffer buffer, int number) {
        buffer.clear();
        buffer.put(request);
        for (int place : places) {
            int rest = number;
            for (int digit = DIGITS - 1; digit >= 0; digit--) {
                buffer.put(place + digit, (byte) ('0' + rest % 10));
                rest /= 10;
            }
        }
        buffer.flip();
    }

    int size() {
        return request.length;
    }

    /** The number in a message, or -1. */
    static int read(byte[] buffer, int from, int to) {
        int field = HttpMessageEnd.find(buffer, from, to, FIELD);
        return field < 0 || field + FIELD.length + DIGITS > to
                ? -1
                : HttpMessageEnd.number(buffer, field + FIELD.length, to);
    }
}
