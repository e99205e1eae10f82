package dev.tidings.testkit.channel;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The provider of a channel in a contract run: a real server that can be made to misbehave. */
public interface Provider extends AutoCloseable {
    /** The channel's settings for this provider, with timeouts for a busy machine. */
    Map<String, Object> settings();

    /** The same with short timeouts, for a provider that {@linkplain #fallSilent does not respond}. */
    default Map<String, Object> hurried() {
        return settings();
    }

    /** A valid address at this provider. */
    String address();

    /** Accepts messages from now on and echoes them, including secrets, as far as its protocol allows. */
    void accept();

    /** Accepts connections from now on and does not respond. Returns false if that is impossible. */
    boolean fallSilent();

    /** Returns once something sent after {@link #fallSilent} has arrived. */
    void awaitArrival() throws InterruptedException;

    /** The deduplication ids of the accepted messages, in any order. */
    List<String> messageIds() throws IOException;

    /** Makes the provider unreachable. */
    @Override
    void close() throws IOException;
}
