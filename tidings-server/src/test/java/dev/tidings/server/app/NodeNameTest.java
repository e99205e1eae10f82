package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NodeNameTest {
    @Test
    void a_name_is_stable_per_host_and_folder_and_differs_for_others() {
        String name = NodeName.derived("Mailer", Path.of("/var/lib/tidings"));
        assertThat(name).matches("mailer-[0-9a-f]{4}");
        assertThat(NodeName.derived("mailer", Path.of("/var/lib/../lib/tidings")))
                .isEqualTo(name);
        assertThat(NodeName.derived("mailer", Path.of("/var/lib/tidings2"))).isNotEqualTo(name);
        assertThat(NodeName.derived("mailer2", Path.of("/var/lib/tidings"))).isNotEqualTo(name);
    }

    @Test
    void a_long_host_name_is_truncated() {
        assertThat(NodeName.derived("h".repeat(200), Path.of("/d"))).hasSize(68);
    }

    @Test
    void this_machine_has_a_name() {
        assertThat(NodeName.host()).isNotBlank();
    }
}
