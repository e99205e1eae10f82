package dev.tidings.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that apply to every document; code is tested against them in its own module. */
class AsyncApiTest {
    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(AsyncApi.FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".asyncapi.yaml"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void a_document_has_version_three_and_no_broken_references(Path file) {
        AsyncApi api = AsyncApi.read(file);
        JsonNode document = api.document();

        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(document.at("/info/title").asText()).isNotEmpty();
        assertThat(document.at("/info/version").asText()).isNotEmpty();
        assertThat(document.path("channels").properties()).isNotEmpty().allSatisfy(channel -> {
            assertThat(channel.getValue().path("address").asText()).isNotEmpty();
            assertThat(channel.getValue().path("messages").properties()).isNotEmpty();
        });
        assertThat(document.path("operations").properties()).isNotEmpty().allSatisfy(operation -> {
            assertThat(operation.getValue().path("action").asText()).isIn("send", "receive");
            assertThat(operation.getValue().at("/channel/$ref").asText()).startsWith("#/channels/");
        });
        assertThat(document.findValues("$ref"))
                .isNotEmpty()
                .allSatisfy(
                        reference -> assertThat(api.resolve(reference.asText()).isMissingNode())
                                .as(reference.asText())
                                .isFalse());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void examples_match_their_messages(Path file) {
        AsyncApi api = AsyncApi.read(file);
        for (Map.Entry<String, JsonNode> message :
                api.document().at("/components/messages").properties()) {
            assertThat(api.examples(message.getKey())).as(message.getKey()).isNotEmpty();
            api.examples(message.getKey()).forEach(example -> api.checkTexts(message.getKey(), example));
        }
    }
}
