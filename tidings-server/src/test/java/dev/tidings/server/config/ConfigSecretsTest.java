package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a configuration, neither the errors nor {@code config show} repeat a secret. */
class ConfigSecretsTest {
    private static final String SECRET = "Zq7wKx93LmPd5RtY";
    private static final int TELLING = 5;
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ConfigLoader loader = new ConfigLoader(List.of("webhook", "email", "feishu", "push"));

    /** Every setting of the example, which another test holds to name all, and some of those that channels and Kafka have. */
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
        silent("", Map.of(Reading.variable(path), url));
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

    private void silent(String yaml, Map<String, String> env) {
        String shown;
        try {
            shown = loader.parseText(yaml, env).values().toString();
        } catch (ConfigException refused) {
            shown = refused.errors() + refused.getMessage();
        }
        String text = shown;
        assertThat(IntStream.rangeClosed(0, SECRET.length() - TELLING)
                        .mapToObj(from -> SECRET.substring(from, from + TELLING)))
                .as("%s and %s: %s", yaml, env, text)
                .noneMatch(text::contains);
    }
}
