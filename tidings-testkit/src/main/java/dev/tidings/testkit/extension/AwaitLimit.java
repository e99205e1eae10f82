package dev.tidings.testkit.extension;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets how long a test awaits a condition unless it says otherwise: one minute instead of Awaitility's ten seconds, because a
 * machine that does other work may be that slow. JUnit loads it as a service.
 */
public final class AwaitLimit implements LauncherSessionListener {
    static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
