package dev.tidings.push.gateway.transport;

import dev.tidings.push.gateway.Frame;

/** Encodes frames for a transport. One instance per transport. */
public interface Encoding {
    /** Encodes a frame. The bytes of an event are cached and shared. */
    byte[] bytes(Frame frame);

    /** Encodes a keep-alive message. */
    byte[] heartbeat();
}
