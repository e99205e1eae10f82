package dev.tidings.testkit.extension;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks a test that starts a database, a broker, another program or a whole Tidings server. {@code script/test
 * --fast} excludes it; {@code script/test} runs it in the module tidings-it, with those of other modules. {@code TestRulesTest} of the server finds missing and unnecessary marks.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag(NeedsServers.TAG)
public @interface NeedsServers {
    /** The tag that {@code -Dtidings.excluded=servers} excludes. jqwik properties use jqwik's own tag. */
    String TAG = "servers";
}
