package dev.tidings.server.app;

import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.secret.Masking;
import dev.tidings.http.access.TrustedKeys;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.server.app.StartedChannels.ChannelStore;
import dev.tidings.server.config.ConfigError;
import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.DockerSection;
import dev.tidings.server.config.JwtSection;
import dev.tidings.server.config.KafkaSection;
import dev.tidings.server.config.Sensitive;
import dev.tidings.server.config.ServerSection;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.streams.redis.RedisConnections;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of the configuration that only its users can make; shared by {@code config check} and {@code serve}. */
final class StartChecks {
    private static final String HOST = "an address or name of this machine, such as 127.0.0.1 or 0.0.0.0";
    private static final String CATALOGUE = "runtimes.catalogue: ";
    /** In a job this is the field's name; here it is a catalogue entry's. */
    private static final Pattern REFUSED = Pattern.compile("(?:image_ref: )?(.+); expected (.+)");

    private final Configuration configuration;
    private final Clocks clocks;
    private final ChannelStore channelStore;
    private final StartedChannels channels = new StartedChannels();
    private final List<ConfigError> errors = new ArrayList<>();

    private StartChecks(Configuration configuration, Clocks clocks, ChannelStore channelStore) {
        this.configuration = configuration;
        this.clocks = clocks;
        this.channelStore = channelStore;
    }

    /** Throws a {@link ConfigException} with all errors. */
    static void require(Configuration configuration, Clocks clocks) {
        startChannels(configuration, clocks, new ChannelStore(clocks.clock())).close();
    }

    /**
     * Starts all channels except push, because only starting checks their settings. Throws a {@link
     * ConfigException} with all errors of channels and other parts.
     */
    static StartedChannels startChannels(Configuration configuration, Clocks clocks, ChannelStore channelStore) {
        StartChecks checks = run(configuration, clocks, channelStore);
        if (!checks.errors.isEmpty()) {
            checks.channels.close();
            throw new ConfigException("checks at start", checks.errors);
        }
        return checks.channels;
    }

    static List<ConfigError> errors(Configuration configuration, Clocks clocks) {
        StartChecks checks = run(configuration, clocks, new ChannelStore(clocks.clock()));
        checks.channels.close();
        return checks.errors;
    }

    private static StartChecks run(Configuration configuration, Clocks clocks, ChannelStore channelStore) {
        StartChecks checks = new StartChecks(configuration, clocks, channelStore);
        checks.server();
        checks.store();
        checks.access();
        checks.redis();
        checks.kafka();
        checks.channels();
        checks.catalogue();
        checks.containers();
        return checks;
    }

    private void server() {
        ServerSection server = configuration.server();
        try {
            InetAddress address = InetAddress.getByName(server.host());
            if (!address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) == null) {
                errors.add(new ConfigError("server.host", server.host(), HOST));
            }
        } catch (UnknownHostException | SocketException unknown) {
            errors.add(new ConfigError("server.host", server.host(), HOST));
        }
        try {
            var _ = TrustedProxies.of(server.proxies());
        } catch (ProblemException wrong) {
            errors.add(error("server.trusted_proxies", wrong.problem()));
        }
        errors.addAll(TlsFiles.errors(server.tls(), clocks.clock()));
    }

    /** Checks that the database driver accepts the URL; does not connect. */
    private void store() {
        database("store.url", configuration.store().url());
        database("store.read_url", configuration.store().readUrl());
    }

    private void database(String setting, Sensitive named) {
        String url = named.reveal();
        if (!url.startsWith("jdbc:")) {
            return;
        }
        try {
            var _ = DriverManager.getDriver(url).getPropertyInfo(url, new Properties());
        } catch (SQLException | RuntimeException wrong) {
            errors.add(new ConfigError(
                    setting, named.toString(), "a JDBC URL, such as jdbc:postgresql://db.example.com:5432/tidings"));
        }
    }

    private void access() {
        JwtSection jwt = configuration.access().jwt();
        if (!jwt.trusted()) {
            return;
        }
        try {
            var _ = TrustedKeys.at(jwt.keys().reveal(), Path.of(""));
        } catch (ProblemException wrong) {
            errors.add(error("access.jwt.keys", wrong.problem()));
        }
    }

    private void redis() {
        Sensitive url = configuration.redis().url();
        if (url.isEmpty()) {
            return;
        }
        try {
            RedisConnections.requireUrl(url.reveal());
        } catch (IllegalArgumentException wrong) {
            errors.add(new ConfigError(
                    "redis.url", url.toString(), "a URL with host and port, such as redis://cache.example.com:6379"));
        }
    }

    private void kafka() {
        KafkaSection kafka = configuration.kafka();
        if (kafka.bootstrap().isEmpty()) {
            return;
        }
        try (KafkaClients clients = KafkaClients.at(kafka.bootstrap(), kafka.properties())) {
            clients.faults()
                    .forEach(fault -> errors.add(new ConfigError(
                            "kafka." + fault.setting(),
                            fault.setting().equals("bootstrap") ? Masking.address(kafka.bootstrap()) : null,
                            fault.expected())));
        }
    }

    private void channels() {
        OutboundPolicy outbound;
        try {
            outbound = OutboundPolicy.allowing(
                    "outbound.allow", configuration.outbound().allow());
        } catch (ProblemException wrong) {
            errors.add(error("outbound.allow", wrong.problem()));
            outbound = OutboundPolicy.publicOnly();
        }
        for (Channel channel : StartedChannels.found()) {
            channel(channel, outbound);
        }
        // Only checks the settings; the server replaces it by the channel with an event log.
        channel(ConfiguredPush.unconnected(clocks), outbound);
    }

    /** A channel names only its first invalid setting, so it is started again without that one. */
    private void channel(Channel channel, OutboundPolicy outbound) {
        String section = "channels." + channel.name() + ".";
        Map<String, Object> settings =
                new HashMap<>(configuration.channel(channel.name()).settings());
        Set<String> wrongOnes = new HashSet<>();
        Path folder = configuration.data().dir().toAbsolutePath();
        while (true) {
            try {
                channels.start(
                        channel,
                        new ChannelContext(settings, outbound, channelStore, clocks.random(), folder, channelStore));
                return;
            } catch (ProblemException wrong) {
                String setting = setting(section, wrong.problem().field());
                // A setting that is missing only because it was removed is not an error of its own.
                if (setting == null || !wrongOnes.contains(setting)) {
                    errors.add(error(section.substring(0, section.length() - 1), wrong.problem()));
                }
                if (setting == null || settings.remove(setting) == null) {
                    return;
                }
                wrongOnes.add(setting);
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

    /** Checks container limits: anyone who may submit a job can run its image on this machine. */
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
                    "the images that jobs may use, such as registry.example.com/games/*, because other machines can"
                            + " reach the server or its Redis and could run any image here"));
        }
        String host = configuration.runtimes().host();
        if (docker.network().equals(DockerSection.CLOSED) && !loopback(host)) {
            errors.add(new ConfigError(
                    "runtimes.docker.network",
                    DockerSection.CLOSED,
                    "bridge or another network, because runtimes.host is " + host
                            + " and runtimes in the closed network are reachable from this machine only"));
        }
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** Checks each entry separately, so that one error does not hide another. */
    private void catalogue() {
        configuration.runtimes().catalogue().forEach((reference, entry) -> {
            try {
                var _ = ConfiguredDrivers.catalogue(Map.of(reference, entry));
            } catch (StartFailure wrong) {
                errors.add(catalogued(String.valueOf(wrong.getMessage())));
            }
        });
    }

    private static ConfigError catalogued(String message) {
        String said = message.startsWith(CATALOGUE) ? message.substring(CATALOGUE.length()) : message;
        Matcher parts = REFUSED.matcher(said);
        return parts.matches()
                ? new ConfigError("runtimes.catalogue", parts.group(1), parts.group(2))
                : new ConfigError("runtimes.catalogue", null, said);
    }
}
