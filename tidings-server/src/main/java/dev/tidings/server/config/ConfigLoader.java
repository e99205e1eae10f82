package dev.tidings.server.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of a server with certain channels. */
public final class ConfigLoader {
    /** The file that is read if none is given. */
    public static final String DEFAULT_FILE = "tidings.yaml";

    private final Collection<String> channels;

    /**
     * @param channels the names of all channels of the server
     */
    public ConfigLoader(Collection<String> channels) {
        this.channels = new TreeSet<>(channels);
    }

    /**
     * Reads the given file, or else {@link #DEFAULT_FILE} in the working directory if it exists, and the
     * environment variables. Throws a {@link ConfigException} with all errors.
     */
    public LoadedConfiguration load(@Nullable Path named, Path workingDir, Map<String, String> env) {
        Path file = named == null ? workingDir.resolve(DEFAULT_FILE) : workingDir.resolve(named);
        if (named == null && !Files.exists(file)) {
            return read("defaults and environment", MissingNode.getInstance(), env);
        }
        String name = file.toString();
        try {
            return read(name, parse(Files.readString(file)), env);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new ConfigException(name, List.of(new ConfigError(name + where, firstLine(e), "well-formed YAML")));
        } catch (IOException e) {
            throw new ConfigException(
                    name, List.of(new ConfigError(name, e.getClass().getSimpleName(), "a readable file")));
        }
    }

    /** Reads a configuration from text. */
    public LoadedConfiguration parseText(String yaml, Map<String, String> env) {
        try {
            return read("text", parse(yaml), env);
        } catch (JsonProcessingException e) {
            throw new ConfigException("text", List.of(new ConfigError("text", firstLine(e), "well-formed YAML")));
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading text failed", impossible);
        }
    }

    /** The following lines quote the file, which may contain secrets. */
    private static @Nullable String firstLine(JsonProcessingException malformed) {
        return malformed.getOriginalMessage().lines().findFirst().orElse(null);
    }

    private LoadedConfiguration read(String source, JsonNode tree, Map<String, String> env) {
        LoadContext context = new LoadContext(env);
        Section root = context.section("", tree);
        RedisSection redis = RedisSection.read(root.section("redis"));
        KafkaSection kafka = KafkaSection.read(root.section("kafka"));
        Section intake = root.section("intake");
        Section server = root.section("server");
        Configuration configuration = new Configuration(
                ServerSection.read(server),
                RoleSettings.read(server),
                DataSection.read(root.section("data")),
                StoreSection.read(root.section("store")),
                OutboundSection.read(root.section("outbound")),
                routing(root.section("routing")),
                channels(root.section("channels")),
                TypesSection.read(root.section("types")),
                TenantsSection.read(root.section("tenants")),
                push(root.section("push"), redis, kafka),
                redis,
                kafka,
                streamIntake(intake, redis),
                topicIntake(intake, kafka),
                FeishuRequestedSection.read(intake.section("feishu_requested")),
                DispatchSection.read(root.section("dispatch")),
                LimitsSection.read(root.section("limits")),
                RetentionSection.read(root.section("retention")),
                LogSection.read(root.section("log")),
                TelemetrySection.read(root.section("telemetry")),
                AccessSection.read(root.section("access")),
                ConsoleSection.read(root.section("console")),
                GatewaySection.read(root.section("gateway")),
                jobs(root.section("jobs"), redis),
                RuntimesSection.read(root.section("runtimes")));
        RoleSettings.check(configuration, root);
        context.finish();
        if (!context.errors.isEmpty()) {
            throw new ConfigException(source, context.errors, configuration);
        }
        return new LoadedConfiguration(configuration, source, context.values, context.warnings());
    }

    private static PushSection push(Section in, RedisSection redis, KafkaSection kafka) {
        PushSection push = PushSection.read(in);
        if (push.log() == PushSection.Log.REDIS && redis.url().isEmpty()) {
            in.error("log", "redis", "redis.url to be set, or memory");
        }
        if (push.log() == PushSection.Log.KAFKA && kafka.bootstrap().isEmpty()) {
            in.error("log", "kafka", "kafka.bootstrap to be set, or memory");
        }
        return push;
    }

    private static StreamIntakeSection streamIntake(Section in, RedisSection redis) {
        StreamIntakeSection intake = StreamIntakeSection.read(in.section("redis"));
        if (intake.enabled() && redis.url().isEmpty()) {
            in.error("redis.enabled", "true", "redis.url to be set, or false");
        }
        return intake;
    }

    private static TopicIntakeSection topicIntake(Section in, KafkaSection kafka) {
        TopicIntakeSection intake = TopicIntakeSection.read(in.section("kafka"));
        if (intake.enabled() && kafka.bootstrap().isEmpty()) {
            in.error("kafka.enabled", "true", "kafka.bootstrap to be set, or false");
        }
        return intake;
    }

    private static JobsSection jobs(Section in, RedisSection redis) {
        JobsSection jobs = JobsSection.read(in);
        if (jobs.enabled() && redis.url().isEmpty()) {
            in.error("enabled", "true", "redis.url to be set, or false");
        }
        return jobs;
    }

    private Map<String, List<String>> routing(Section in) {
        Map<String, List<String>> rules = in.lists();
        rules.forEach((pattern, named) -> {
            if (pattern.indexOf('*') >= 0 && pattern.indexOf('*') != pattern.length() - 1) {
                in.error(pattern, named.toString(), "a type such as build.failed, or a prefix with *, such as build.*");
            }
            if (named.isEmpty()) {
                in.error(pattern, "[]", "at least one of " + String.join(", ", channels));
            }
            for (int i = 0; i < named.size(); i++) {
                if (!channels.contains(named.get(i))) {
                    in.error(pattern + "[" + i + "]", named.get(i), "one of " + String.join(", ", channels));
                } else if (named.indexOf(named.get(i)) < i) {
                    in.error(pattern + "[" + i + "]", named.get(i), "each channel at most once");
                }
            }
        });
        return rules;
    }

    private Map<String, ChannelSection> channels(Section in) {
        Map<String, ChannelSection> sections = new LinkedHashMap<>();
        for (String name : channels) {
            sections.put(name, ChannelSection.read(in.section(name)));
        }
        return sections;
    }

    private static JsonNode parse(String yaml) throws IOException {
        YAMLMapper mapper = new YAMLMapper(YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
        try (JsonParser parser = mapper.createParser(yaml)) {
            JsonNode tree = mapper.readTree(parser);
            // The settings of a second document would be ignored.
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one YAML document", parser.currentTokenLocation());
            }
            return tree == null ? MissingNode.getInstance() : tree;
        }
    }
}
