package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.util.Map;
import org.junit.jupiter.api.Test;

@NeedsServers
class DemoTest {
    @Test
    void every_delivery_of_the_demo_has_its_expected_result() {
        Cli.Result demo = new Cli(Map.of()).run("demo", "--once");
        assertThat(demo.exit()).as(demo.out() + demo.err()).isZero();
        assertThat(demo.out()).contains(" as expected.").doesNotContain("NOT as expected");
    }
}
