package dev.tidings.server.app;

import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.push.channel.PushChannel;
import dev.tidings.server.config.Configuration;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Every channel that the class path has, and push, started. */
final class Channels implements AutoCloseable {
    private final Map<String, Channel> byName = new LinkedHashMap<>();

    private Channels() {}

    static List<String> names() {
        return Stream.concat(found().stream().map(Channel::name), Stream.of(PushChannel.NAME))
                .sorted()
                .toList();
    }

    /** @param push which stands on more than its settings */
    static Channels start(
            Configuration configuration, InstantSource clock, SecureRandom random, Path baseDir, PushChannel push) {
        OutboundPolicy outbound = OutboundPolicy.allowing(
                "outbound.allow", configuration.outbound().allow());
        Channels channels = new Channels();
        List<Channel> all = new ArrayList<>(found());
        all.add(push);
        for (Channel channel : all) {
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

    static List<Channel> found() {
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
