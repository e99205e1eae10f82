package dev.tidings.testkit.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSessionListener;

class AwaitDefaultsTest {
    @Test
    void every_test_run_that_sees_the_testkit_gets_the_limit() {
        assertThat(ServiceLoader.load(LauncherSessionListener.class)).hasAtLeastOneElementOfType(AwaitDefaults.class);
    }
}
