package dev.tidings.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceShortageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot run program \"setsid\": error=11, Resource temporarily unavailable",
                "Cannot run program \"setsid\": Exec failed, error: 12 (Cannot allocate memory)",
                "/data/runtimes/g/runtime.log (Too many open files)",
                "creating tidings-g: write /var/lib/docker/tmp: no space left on device"
            })
    void a_shortage_is_recognised_by_the_messages_of_the_system(String message) {
        assertThat(ResourceShortage.isSaidBy(message)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot run program \"setsid\": error=13, Permission denied",
                "Address already in use",
                "exec format error"
            })
    void other_failures_are_not_shortages(String message) {
        assertThat(ResourceShortage.isSaidBy(message)).isFalse();
    }
}
