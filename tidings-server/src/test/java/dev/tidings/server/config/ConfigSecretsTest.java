package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Neither errors nor {@code config show} contain secrets, whatever is wrong with a configuration. */
class ConfigSecretsTest {
    private static final String SECRET = "Zq7wKx93LmPd5RtY";
    private static final int TELLING = 5;
    private static final Pattern MAY_CARRY = Pattern.compile(
            "(?i)password|secret|token|key|url|uri|endpoint|env|command|client|credential|settings|properties|header");

    /** Fields with secret-like names that are plain text, with the reason. */
    private static final Map<String, String> HARMLESS = Map.of(
            "server.tls.key", "the name of a file",
            "server.proxies.header", "the name of a header",
            "store.secretKeyId", "a fingerprint",
            "feishuRequested.baseUrl", "stands in links that people get",
            "channels.settings", "a channel's own, which the section does not print");

    private static final YAMLMapper YAML = new YAMLMapper();

    private final ConfigLoader loader = new ConfigLoader(List.of("webhook", "email", "feishu", "push"));

    /** All settings of the example file, and some of channels and Kafka. */
    static Stream<String> settings() throws IOException {
        List<String> paths = new ArrayList<>(List.of(
                "channels.email.password",
                "channels.email.username",
                "channels.feishu.token",
                "channels.webhook.nested.api_key",
                "channels.webhook.credentials.user",
                "kafka.properties.sasl~jaas~config",
                "kafka.properties.ssl~key~password"));
        collect("", YAML.readTree(Path.of("..", "docs", "tidings.example.yaml").toFile()), paths);
        return paths.stream();
    }

    private static void collect(String prefix, JsonNode node, List<String> paths) {
        if (node.isObject() && !node.isEmpty()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                collect(prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey(), field.getValue(), paths);
            }
        } else {
            paths.add(prefix);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void of_any_setting(String path) throws IOException {
        String url = "ftp://user:" + SECRET + "@host/?token=" + SECRET;
        List<JsonNode> values = new ArrayList<>(List.of(
                new TextNode(url),
                new TextNode("jdbc:mysql://host/t?password=" + SECRET),
                YAML.readTree("{password: " + SECRET + ", deep: {token: " + SECRET + "}}"),
                YAML.readTree("['" + url + "', {password: " + SECRET + "}]"),
                YAML.readTree("['" + url + "']")));
        String name = path.substring(path.lastIndexOf('.') + 1);
        if (dev.tidings.core.secret.Masking.secretName(name) || path.contains("credentials")) {
            values.add(new TextNode(SECRET));
            values.add(YAML.readTree("[" + SECRET + "]"));
        }
        for (JsonNode value : values) {
            silent(YAML.writeValueAsString(tree(path, value)), Map.of());
        }
        silent("", Map.of(LoadContext.variable(path), url));
    }

    private static JsonNode tree(String path, JsonNode value) {
        ObjectNode root = YAML.createObjectNode();
        ObjectNode node = root;
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            node = node.putObject(keys[i].replace('~', '.'));
        }
        node.set(keys[keys.length - 1].replace('~', '.'), value);
        return root;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "store: {password: S, password: S}",
                "store: {password: *S}",
                "store: {password: @S}",
                "store: {password: 'S",
                "store:\n  password: S: S",
                "store:\n  password: \"S\" S",
                "store:\n\tpassword: S",
                "store: !S S",
                "store: S",
                "store: [password, S]",
                "- S"
            })
    void of_a_file_that_is_no_configuration(String yaml) {
        silent(yaml.replace("S", SECRET), Map.of());
    }

    /** The names of parameters with secrets differ between collectors and identity providers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "telemetry: {otlp_endpoint:"
                        + " 'https://S:S@collector.example/v1/traces?x=S#S'}|https://****@collector.example/v1/traces?…",
                "access: {jwt: {keys: 'https://S@id.example/jwks?S', audience: a}}|https://****@id.example/jwks?…",
                "runtimes: {catalogue: {'arena:1': {command: [/opt/arena, --license, S], env: {MAP: S}, port:"
                        + " 1}}}|[/opt/arena, ****, ****]",
                "runtimes: {catalogue: {'arena:1': {command: ['/opt/arena'], env: {MAP: S}, port: 1}}}|****",
                "store: {old_secret_keys: ['file:/S']}|[****]",
                "store: {url: 'jdbc:postgresql://S:S@db/t?sslpassword=S'}|jdbc:postgresql://****@db/t?sslpassword=****",
                "redis: {url: 'rediss://u:S@cache:6379'}|rediss://****@cache:6379",
                "kafka: {bootstrap: ['k:9092'], client: {sasl.jaas.config: S}}|****",
                "channels: {email: {host: h, from: a@b.example, password: S}}|****"
            })
    void addresses_are_shown_without_parameters_and_programs_by_name_only(String yaml, String shown) {
        String text = yaml.replace("S", SECRET).replace(SECRET + "_", "S_");

        LoadedConfiguration loaded = loader.parseText(text, Map.of());

        assertThat(loaded.values()).extracting(EffectiveSetting::value).contains(shown);
        silent(yaml, loaded.values() + " " + loaded.configuration());
    }

    @Test
    void a_value_with_line_breaks_forges_no_error_of_another_setting() {
        ConfigException refused = assertThrows(
                ConfigException.class,
                () -> loader.parseText("server: {port: \"1\\n  server.host: x\\e[2J\"}", Map.of()));

        assertThat(String.valueOf(refused.getMessage()).lines())
                .hasSize(2)
                .last(InstanceOfAssertFactories.STRING)
                .startsWith("  server.port: 1\\n  server.host: x\\u001b[2J; expected ");
    }

    /** By type: fields that may contain secrets have a type that prints masked. */
    @Test
    void every_field_that_may_carry_a_secret_is_sensitive() {
        Map<String, Type> fields = new TreeMap<>();
        fields(Configuration.class, "", fields);
        assertThat(fields)
                .containsEntry("store.password", Sensitive.class)
                .containsEntry("telemetry.otlpEndpoint", Sensitive.class)
                .hasSizeGreaterThan(80);
        fields.forEach((path, type) -> {
            boolean text = type.getTypeName().contains("java.lang.String")
                    && !type.getTypeName().matches(".*Map<java.lang.String, " + Sensitive.class.getName() + ">");
            if (text
                    && MAY_CARRY
                            .matcher(path.substring(path.lastIndexOf('.') + 1))
                            .find()) {
                assertThat(HARMLESS)
                        .as("%s is %s; expected Sensitive", path, type)
                        .containsKey(path);
            }
        });
        assertThat(fields.keySet()).as("exceptions that are still fields").containsAll(HARMLESS.keySet());
    }

    private static void fields(Class<?> section, String path, Map<String, Type> into) {
        for (RecordComponent component : section.getRecordComponents()) {
            String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
            Class<?> nested = section(component.getGenericType());
            if (nested == null) {
                into.put(name, component.getGenericType());
            } else {
                fields(nested, name, into);
            }
        }
    }

    /** The section record of a component, directly or as map value. */
    private static @Nullable Class<?> section(Type type) {
        Type last = type instanceof ParameterizedType of
                ? of.getActualTypeArguments()[of.getActualTypeArguments().length - 1]
                : type;
        return last instanceof Class<?> found
                        && found.isRecord()
                        && found.getPackage() == Configuration.class.getPackage()
                ? found
                : null;
    }

    private void silent(String yaml, Map<String, String> env) {
        String shown;
        try {
            shown = loader.parseText(yaml, env).values().toString();
        } catch (ConfigException refused) {
            shown = refused.errors() + refused.getMessage();
        }
        silent(yaml + " and " + env, shown);
    }

    private static void silent(String given, String text) {
        assertThat(IntStream.rangeClosed(0, SECRET.length() - TELLING)
                        .mapToObj(from -> SECRET.substring(from, from + TELLING)))
                .as("%s: %s", given, text)
                .noneMatch(text::contains);
    }
}
