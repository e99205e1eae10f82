package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.command.ServerCommandEnvironment.Finding;
import dev.tidings.server.command.ServerCommandEnvironment.Finding.Result;
import dev.tidings.server.config.ConfigLoader;
import dev.tidings.server.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverCheckTest {
    @TempDir
    Path folder;

    private Finding look(String driver, String yaml) {
        Configuration configuration =
                new ConfigLoader(List.of()).parseText(yaml, Map.of()).configuration();
        return DriverCheck.look(driver, configuration, folder, Clocks.system());
    }

    @Test
    void missing_programs_of_the_catalogue_are_named() {
        assertThat(look("process", "").result()).isEqualTo(Result.WARNING);
        assertThat(look("process", "runtimes: {catalogue: {\"a:1\": {command: [sh]}}}")
                        .result())
                .isEqualTo(Result.OK);
        Finding broken = look(
                "process", "runtimes: {catalogue: {\"a:1\": {command: [sh]}, \"b:2\": {command: [no-such-program]}}}");
        assertThat(broken.result()).isEqualTo(Result.BROKEN);
        assertThat(broken.detail()).contains("b:2 [no-such-program]").doesNotContain("a:1");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_invalid_reference_is_named() {
        Finding broken = look("process", "runtimes: {catalogue: {\"No Image\": {command: [sh]}}}");
        assertThat(broken.result()).isEqualTo(Result.BROKEN);
        assertThat(broken.detail()).contains("runtimes.catalogue").contains("'No Image'");
    }

    @Test
    void an_unreachable_container_engine_is_named_by_its_socket() {
        String socket = "unix://" + folder.resolve("nobody.sock");
        Finding broken = look("docker", "runtimes: {docker: {host: \"" + socket + "\"}}");
        assertThat(broken.result()).isEqualTo(Result.BROKEN);
        assertThat(broken.detail()).contains(socket);
        assertThat(broken.hint()).contains("DOCKER_HOST");
    }
}
