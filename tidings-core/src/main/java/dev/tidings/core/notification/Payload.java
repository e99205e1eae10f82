package dev.tidings.core.notification;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The producer's JSON, byte for byte. */
public final class Payload {
    private final byte[] json;

    /** Takes ownership of the bytes. */
    public Payload(byte[] json) {
        this.json = json;
    }

    public static Payload of(String json) {
        return new Payload(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the internal array; not to be modified. */
    public byte[] json() {
        return json;
    }

    public int size() {
        return json.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    @Override
    public String toString() {
        return "Payload[" + json.length + " bytes]";
    }
}
