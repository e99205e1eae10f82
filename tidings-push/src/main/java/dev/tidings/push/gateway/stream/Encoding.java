package dev.tidings.push.gateway.stream;

import dev.tidings.push.gateway.Frame;

/** How a transport writes frames. One instance a transport. */
public interface Encoding {
    /** A frame's bytes; those of an event are to be made once, whoever asks. */
    byte[] bytes(Frame frame);

    /** A sign of life. */
    byte[] heartbeat();
}
