package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.Configuration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If others can submit jobs, containers run only allowed images: checked before a server starts. */
class ContainerLimitsTest {
    private static final String JOBS = "jobs: {enabled: true, driver: docker}\n";
    private static final String LOCAL = "redis: {url: \"redis://127.0.0.1:6379\"}\n";

    private static void check(String yaml) {
        ProcessEnvironment environment = new ProcessEnvironment(Map.of());
        Configuration configuration = environment.read(yaml);
        environment.check(configuration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server: {host: 0.0.0.0}\nredis: {url: \"redis://127.0.0.1:6379\"}\n",
                "server: {host: 127.0.0.1}\nredis: {url: \"redis://192.0.2.7:6379\"}\n",
                "server: {trusted_proxies: [127.0.0.1]}\nredis: {url: \"redis://127.0.0.1:6379\"}\n"
            })
    void outside_loopback_and_behind_a_proxy_images_must_be_listed(String where) {
        assertThatThrownBy(() -> check(JOBS + where))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("runtimes.docker.images")
                .hasMessageContaining("registry.example.com/games/*");

        assertThatCode(() -> check(JOBS + where + "runtimes: {docker: {images: [\"registry.example.com/games/*\"]}}"))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(JOBS + where + "runtimes: {catalogue: {\"arena:1\": {port: 80}}}"))
                .as("a catalogue names images")
                .doesNotThrowAnyException();
    }

    @Test
    void on_loopback_or_without_container_jobs_no_images_must_be_listed() {
        assertThatCode(() -> check(JOBS + LOCAL)).doesNotThrowAnyException();
        assertThatCode(() -> check("server: {host: 0.0.0.0}")).doesNotThrowAnyException();
    }

    @Test
    void an_invalid_pattern_is_refused_by_the_check() {
        assertThatThrownBy(() -> check(JOBS + LOCAL + "runtimes: {docker: {images: [\"*\"]}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("runtimes.docker.images")
                .hasMessageContaining("'*'");
    }

    @Test
    void the_closed_network_cannot_be_reached_from_other_machines() {
        String elsewhere = JOBS + LOCAL + "runtimes: {host: 192.0.2.7, docker: {network: %s}}";

        assertThatThrownBy(() -> check(elsewhere.formatted("closed")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("runtimes.docker.network")
                .hasMessageContaining("192.0.2.7");
        assertThatCode(() -> check(elsewhere.formatted("bridge"))).doesNotThrowAnyException();
    }
}
