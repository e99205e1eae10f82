package dev.tidings.testkit.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(NeedsPackages.TAG)
class PackagesConditionTest {
    @Test
    void a_test_runs_if_nothing_is_missing() {
        assertThat(PackagesCondition.decide(List.of(), false).isDisabled()).isFalse();
        assertThat(PackagesCondition.decide(List.of(), true).isDisabled()).isFalse();
    }

    @Test
    void a_test_is_skipped_with_the_names_of_missing_packages() {
        var decision = PackagesCondition.decide(List.of("/usr/bin/podman", "root"), false);

        assertThat(decision.isDisabled()).isTrue();
        assertThat(decision.getReason())
                .contains("not here: /usr/bin/podman, root (script/packages installs it on Debian, as root)");
    }

    @Test
    void a_missing_required_package_fails_the_test() {
        assertThatThrownBy(() -> PackagesCondition.decide(List.of("/usr/bin/podman"), true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("REQUIRE_PACKAGES is true, but not here: /usr/bin/podman");
    }
}
