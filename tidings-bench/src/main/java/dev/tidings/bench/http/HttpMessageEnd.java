package dev.tidings.bench.http;

/** Finds the end of an HTTP/1.1 message in a buffer. Supports Content-Length and chunked encoding. */
final class HttpMessageEnd {
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};
    private static final byte[] CONTENT_LENGTH = lower("\r\ncontent-length:");
    private static final byte[] CHUNKED = lower("\r\ntransfer-encoding: chunked");

    private HttpMessageEnd() {}

    /** Returns the end of the first message in the buffer, or -1 if it is incomplete. */
    static int end(byte[] buffer, int from, int to) {
        int head = find(buffer, from, to, HEAD_END);
        if (head < 0) {
            return -1;
        }
        int body = head + HEAD_END.length;
        int length = findHeader(buffer, from, body, CONTENT_LENGTH);
        if (length >= 0) {
            int end = body + number(buffer, length, body);
            return end <= to ? end : -1;
        }
        if (findHeader(buffer, from, body, CHUNKED) >= 0) {
            int last = find(buffer, body, to, LAST_CHUNK);
            return last < 0 ? -1 : last + LAST_CHUNK.length;
        }
        return body;
    }

    /** Returns the start of a pattern, or -1. */
    static int find(byte[] buffer, int from, int to, byte[] pattern) {
        int last = to - pattern.length;
        for (int at = from; at <= last; at++) {
            int matched = 0;
            while (matched < pattern.length && buffer[at + matched] == pattern[matched]) {
                matched++;
            }
            if (matched == pattern.length) {
                return at;
            }
        }
        return -1;
    }

    /** Returns the number at this position, after spaces. */
    static int number(byte[] buffer, int from, int to) {
        int at = from;
        while (at < to && buffer[at] == ' ') {
            at++;
        }
        int value = 0;
        for (; at < to && buffer[at] >= '0' && buffer[at] <= '9'; at++) {
            value = value * 10 + buffer[at] - '0';
        }
        return value;
    }

    /** Returns the start of a header's value; the pattern is in lower case. */
    private static int findHeader(byte[] buffer, int from, int to, byte[] pattern) {
        int last = to - pattern.length;
        for (int at = from; at <= last; at++) {
            int matched = 0;
            while (matched < pattern.length && lower(buffer[at + matched]) == pattern[matched]) {
                matched++;
            }
            if (matched == pattern.length) {
                return at + pattern.length;
            }
        }
        return -1;
    }

    private static byte lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + ('a' - 'A')) : letter;
    }

    private static byte[] lower(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
