package dev.tidings.testkit.extension;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test if these packages are missing, and names them. If {@code REQUIRE_PACKAGES=true} is set, as in
 * continuous integration, the test fails instead. Such tests start programs, so they need servers too.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@NeedsServers
@Tag(NeedsPackages.TAG)
@ExtendWith(PackagesCondition.class)
public @interface NeedsPackages {
    /** Selects these tests, as {@code script/test -Dgroups=packages} does. */
    String TAG = "packages";

    TestPackages[] value();
}
