package dev.tidings.jobs;

import dev.tidings.streams.redis.RedisFailure;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once per stream and cause that operations cannot be published, and once that they are published again. */
final class PublicationHealth {
    private static final Logger LOG = LoggerFactory.getLogger(PublicationHealth.class);

    /** What kind of trouble a stream is in; streams that take entries are not there. */
    private final Map<String, String> troubles = new HashMap<>();

    synchronized void published(String stream) {
        if (troubles.remove(stream) != null) {
            LOG.info("stream {}: operations are published again", stream);
        }
    }

    synchronized void failed(String stream, Throwable failure) {
        RedisFailure trouble = RedisFailure.of(failure, stream);
        if (!trouble.kind().equals(troubles.put(stream, trouble.kind()))) {
            LOG.warn(
                    "stream {}: operations cannot be published: {}; they are kept and tried again",
                    stream,
                    trouble.message());
        }
    }
}
