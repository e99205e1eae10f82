package dev.tidings.jobs;

import dev.tidings.streams.redis.RedisFailure;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once per stream and cause when results cannot be published, and once when publishing resumes. */
final class PublicationHealth {
    private static final Logger LOG = LoggerFactory.getLogger(PublicationHealth.class);

    /** The kind of failure per stream; streams that accept entries are absent. */
    private final Map<String, String> outages = new HashMap<>();

    synchronized void published(String stream) {
        if (outages.remove(stream) != null) {
            LOG.info("job results published again; stream={}", stream);
        }
    }

    synchronized void failed(String stream, Throwable failure) {
        RedisFailure outage = RedisFailure.of(failure, stream);
        if (!outage.kind().equals(outages.put(stream, outage.kind()))) {
            LOG.warn(
                    "job results not published; retrying, nothing is lost; stream={} cause={}",
                    stream,
                    outage.message());
        }
    }
}
