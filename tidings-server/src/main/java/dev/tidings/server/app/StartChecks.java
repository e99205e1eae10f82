package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.server.channel.outbound.OutboundPolicy;
import dev.tidings.server.cli.StartFailure;
import dev.tidings.server.config.ConfigError;
import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.DockerSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything of a configuration that only those who use it can judge: {@code config check} and {@code serve} ask the same. */
final class StartChecks {
    private static final String CATALOGUE = "runtimes.catalogue: ";

    private final Configuration configuration;
    private final Clocks clocks;
    private final List<ConfigError> errors = new ArrayList<>();

    private StartChecks(Configuration configuration, Clocks clocks) {
        this.configuration = configuration;
        this.clocks = clocks;
    }

    /** Throws a {@link ConfigException} with all that is wrong. */
    static void require(Configuration configuration, Clocks clocks) {
        StartChecks checks = new StartChecks(configuration, clocks);
        checks.proxies();
        checks.channels();
        checks.catalogue();
        checks.containers();
        if (!checks.errors.isEmpty()) {
            throw new ConfigException("what channels and runtimes make of it", checks.errors);
        }
    }

    private void proxies() {
        try {
            var _ = TrustedProxies.of(configuration.server().proxies());
        } catch (ProblemException wrong) {
            errors.add(error("server.trusted_proxies", wrong.problem()));
        }
    }

    private void channels() {
        OutboundPolicy outbound;
        try {
            outbound = OutboundPolicy.allowing(
                    "outbound.allow", configuration.outbound().allow());
        } catch (ProblemException wrong) {
            errors.add(error("outbound.allow", wrong.problem()));
            return;
        }
        List<Channel> all = new ArrayList<>(Channels.found());
        all.add(Pushing.unconnected(clocks));
        for (Channel channel : all) {
            channel(channel, outbound);
        }
    }

    /** A channel names the first setting that is wrong: without that one it is asked again. */
    private void channel(Channel channel, OutboundPolicy outbound) {
        String section = "channels." + channel.name() + ".";
        Map<String, Object> settings =
                new HashMap<>(configuration.channel(channel.name()).settings());
        Path folder = configuration.data().dir().toAbsolutePath();
        boolean first = true;
        while (true) {
            try {
                channel.start(new ChannelContext(settings, outbound, clocks.clock(), clocks.random(), folder));
                channel.close();
                return;
            } catch (ProblemException wrong) {
                String setting = setting(section, wrong.problem().field());
                boolean given = setting != null && settings.remove(setting) != null;
                // What is missing only since it was wrong is no error of its own.
                if (first || given) {
                    errors.add(error(section.substring(0, section.length() - 1), wrong.problem()));
                }
                if (!given) {
                    return;
                }
                first = false;
            }
        }
    }

    private static @Nullable String setting(String section, @Nullable String field) {
        if (field == null || !field.startsWith(section)) {
            return null;
        }
        String name = field.substring(section.length());
        int item = name.indexOf('[');
        return item < 0 ? name : name.substring(0, item);
    }

    private static ConfigError error(String otherwise, Problem problem) {
        String field = problem.field();
        String expected = problem.expected();
        return field == null || expected == null
                ? new ConfigError(field == null ? otherwise : field, null, problem.message())
                : new ConfigError(field, problem.value(), expected);
    }

    /** Whoever may submit a job runs its image on this machine. */
    private void containers() {
        DockerSection docker = configuration.runtimes().docker();
        try {
            var _ = ConfiguredDrivers.images(configuration);
        } catch (DriverFailure wrong) {
            errors.add(new ConfigError("runtimes.docker.images", null, String.valueOf(wrong.getMessage())));
        }
        if (!configuration.jobs().enabled() || !configuration.jobs().driver().equals(ConfiguredDrivers.DOCKER)) {
            return;
        }
        if (ConfiguredDrivers.othersSubmitJobs(configuration)
                && docker.images().isEmpty()
                && configuration.runtimes().catalogue().isEmpty()) {
            errors.add(new ConfigError(
                    "runtimes.docker.images",
                    null,
                    "the images that jobs may name, such as registry.example.com/games/*: others than this machine"
                            + " reach the server or its Redis, and could run any image here"));
        }
        String host = configuration.runtimes().host();
        if (docker.network().equals(DockerSection.CLOSED) && !loopback(host)) {
            errors.add(new ConfigError(
                    "runtimes.docker.network",
                    DockerSection.CLOSED,
                    "bridge or another network, since runtimes.host is " + host
                            + ": engines in the closed network are reached from this machine only"));
        }
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private void catalogue() {
        try {
            var _ = ConfiguredDrivers.catalogue(configuration.runtimes());
        } catch (StartFailure wrong) {
            String message = String.valueOf(wrong.getMessage());
            errors.add(new ConfigError(
                    "runtimes.catalogue",
                    null,
                    message.startsWith(CATALOGUE) ? message.substring(CATALOGUE.length()) : message));
        }
    }
}
