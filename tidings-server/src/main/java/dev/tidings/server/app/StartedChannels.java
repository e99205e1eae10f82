package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.recipient.RecipientDirectory;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.push.channel.PushChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The started channels: all channels of the class path, and push. */
final class StartedChannels implements AutoCloseable {
    private final Map<String, Channel> byName = new LinkedHashMap<>();

    static List<String> names() {
        return Stream.concat(found().stream().map(Channel::name), Stream.of(PushChannel.NAME))
                .sorted()
                .toList();
    }

    /** Starts a channel. Throws a ProblemException that names the first invalid setting. */
    void start(Channel channel, ChannelContext context) {
        channel.start(context);
        byName.put(channel.name(), channel);
    }

    static List<Channel> found() {
        return ServiceLoader.load(Channel.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Replaces each channel with a wrapper. */
    void lookedAtBy(UnaryOperator<Channel> onlooker) {
        byName.replaceAll((name, channel) -> onlooker.apply(channel));
    }

    Map<String, Channel> byName() {
        return byName;
    }

    /** Idempotent. */
    @Override
    public void close() {
        byName.values().forEach(Channel::close);
        byName.clear();
    }

    /** What channels use of the store, which is opened after them: until then, this machine's clock and no profiles. */
    static final class ChannelStore implements InstantSource, RecipientDirectory {
        private volatile InstantSource clock;
        private volatile RecipientDirectory recipients = RecipientDirectory.NONE;

        ChannelStore(InstantSource machine) {
            this.clock = machine;
        }

        void follow(InstantSource storeClock, RecipientDirectory profiles) {
            clock = storeClock;
            recipients = profiles;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public RecipientTraits traits(String tenant, String recipient) {
            return recipients.traits(tenant, recipient);
        }
    }
}
