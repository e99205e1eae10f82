package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a key, responses reveal neither the server nor library versions. */
@NeedsServers
class NoVersionsTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/readyz", "/v1/nothing", "/v1/intents", "/docs/", "/docs/versions.json"})
    void no_response_names_the_server_or_a_version(String path) {
        EdgeServer.Answer answer = SERVER.get(path);

        assertThat(answer.http().headers().contains("server")).isFalse();
        assertThat(answer.http().contentUtf8()).doesNotContainIgnoringCase("artifactVersion");
    }

    @Test
    void the_documentation_page_has_an_empty_list_of_versions() {
        EdgeServer.Answer versions = SERVER.get("/docs/versions.json");

        assertThat(versions.status()).isEqualTo(200);
        assertThat(versions.http().contentUtf8()).isEqualTo("[]");
    }
}
