package dev.tidings.push.feature;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.EventMaker;
import dev.tidings.push.channel.LogOutages;
import dev.tidings.push.channel.PushChannel;
import java.util.concurrent.ExecutorService;

/**
 * How events come into the log.
 *
 * @param followers calls those who follow the log
 */
public record EventPublishing(EventLog log, EventMaker events, LogOutages outages, ExecutorService followers)
        implements AutoCloseable {
    public PushChannel channel() {
        return new PushChannel(log, events, outages);
    }

    @Override
    public void close() {
        log.close();
        followers.shutdown();
    }
}
