package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.server.channel.outbound.OutboundPolicy;
import dev.tidings.server.cli.StartFailure;
import dev.tidings.server.config.Configuration;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/** Every channel that the class path has, started. */
final class Channels implements AutoCloseable {
    private final Map<String, Channel> byName = new LinkedHashMap<>();

    private Channels() {}

    static List<String> names() {
        return found().stream().map(Channel::name).sorted().toList();
    }

    static Channels start(Configuration configuration, InstantSource clock, SecureRandom random, Path baseDir) {
        OutboundPolicy outbound = OutboundPolicy.allowing(
                "outbound.allow", configuration.outbound().allow());
        Channels channels = new Channels();
        for (Channel channel : found()) {
            try {
                channel.start(new ChannelContext(
                        configuration.channel(channel.name()).settings(), outbound, clock, random, baseDir));
                channels.byName.put(channel.name(), channel);
            } catch (ProblemException wrong) {
                channels.close();
                throw new StartFailure("the channel " + channel.name() + " cannot start: " + wrong.getMessage(), wrong);
            }
        }
        return channels;
    }

    private static List<Channel> found() {
        return ServiceLoader.load(Channel.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The same channels, each looked at by something. */
    void lookedAtBy(UnaryOperator<Channel> onlooker) {
        byName.replaceAll((name, channel) -> onlooker.apply(channel));
    }

    Map<String, Channel> byName() {
        return byName;
    }

    @Override
    public void close() {
        byName.values().forEach(Channel::close);
    }
}
