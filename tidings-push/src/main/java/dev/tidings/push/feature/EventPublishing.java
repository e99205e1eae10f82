package dev.tidings.push.feature;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.EventMaker;
import dev.tidings.push.channel.PushChannel;
import java.util.concurrent.ExecutorService;

/**
 * How events come into the log.
 *
 * @param followers calls those who follow the log
 */
public record EventPublishing(EventLog log, EventMaker events, ExecutorService followers) implements AutoCloseable {
    public PushChannel channel() {
        return new PushChannel(log, events);
    }

    @Override
    public void close() {
        log.close();
        followers.shutdown();
    }
}
