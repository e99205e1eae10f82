package dev.tidings.testkit.extension;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How a test awaits a condition unless it says otherwise: for one minute instead of Awaitility's ten seconds, because a machine
 * that does other work may be that slow; and looking soon and then less often, up to Awaitility's interval of 100 ms, because most
 * conditions hold after a few milliseconds. JUnit loads it as a service.
 */
public final class AwaitDefaults implements LauncherSessionListener {
    static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Duration FIRST = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofMillis(100);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollDelay(FIRST);
        Awaitility.setDefaultPollInterval(IterativePollInterval.iterative(
                last -> last.compareTo(LONGEST) < 0 ? last.multipliedBy(2) : LONGEST, FIRST));
    }
}
