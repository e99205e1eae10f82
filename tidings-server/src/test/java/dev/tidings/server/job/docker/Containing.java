package dev.tidings.server.job.docker;

import dev.tidings.testkit.container.Podman;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A container engine for tests, or the word why there is none. */
public final class Containing {
    /** Says that containers must run here, as where a whole build is checked: without an engine tests fail then. */
    private static final boolean REQUIRED = "true".equals(System.getenv("REQUIRE_CONTAINERS"));

    private Containing() {}

    /** Starts one. Where that cannot be, the test is skipped and says why. */
    public static Podman podman() {
        List<String> missing = Podman.missing();
        if (!missing.isEmpty()) {
            String why = "not here: " + String.join(", ", missing) + "; script/packages installs it on Debian, as root";
            if (REQUIRED) {
                throw new IllegalStateException("containers must run here; " + why);
            }
            System.out.println("skipped: tests on containers; " + why);
            Assumptions.abort(why);
        }
        return Podman.start();
    }
}
