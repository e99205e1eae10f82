package dev.tidings.testkit.channel;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The far side of a channel in a contract run: something real that listens, and that can be told to misbehave. */
public interface Provider extends AutoCloseable {
    /** With these settings the channel reaches it, with timeouts that suit a busy machine. */
    Map<String, Object> settings();

    /** The same, but with a short timeout for a provider that {@linkplain #fallSilent says nothing}. */
    default Map<String, Object> hurried() {
        return settings();
    }

    /** An address of this channel that it serves. */
    String address();

    /** From now on it takes what is sent and echoes it, secrets included, as far as its protocol can. */
    void accept();

    /** From now on it takes connections and says nothing. False when there can be no such thing. */
    boolean fallSilent();

    /** Returns once something sent after {@link #fallSilent} has arrived. */
    void awaitArrival() throws InterruptedException;

    /** The ids by which it would tell a repeat, one for each message it took, in any order. */
    List<String> messageIds() throws IOException;

    /** It is gone: nothing is there any more. */
    @Override
    void close() throws IOException;
}
