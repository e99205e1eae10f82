package dev.tidings.bench.engine;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;

/** A channel that does nothing, so that only the engine is measured. */
public final class NoopChannel implements Channel {
    public static final String NAME = "noop";

    private static final Outcome SENT = Outcome.sent(Evidence.status(200));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start(ChannelContext context) {}

    @Override
    public Outcome send(Message message) {
        return SENT;
    }
}
