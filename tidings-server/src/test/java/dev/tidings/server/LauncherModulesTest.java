package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** After a change in a module that the launcher does not know, it would start an old server. */
class LauncherModulesTest {
    private static final Pattern MODULES = Pattern.compile("(?m)^modules=\"([^\"]+)\"$");

    @Test
    void the_launcher_rebuilds_when_a_module_of_the_server_has_changed() throws IOException {
        Matcher listed = MODULES.matcher(Files.readString(SourceFiles.ROOT.resolve("tidings")));
        assertThat(listed.find()).as("a list of modules in ./tidings").isTrue();

        Set<String> needed = new TreeSet<>();
        addWithAllItNeeds("server", needed);

        assertThat(Splitter.on(' ').split(listed.group(1))).containsExactlyInAnyOrderElementsOf(needed);
    }

    private static void addWithAllItNeeds(String module, Set<String> needed) throws IOException {
        if (needed.add(module)) {
            for (String seen : Poms.sees("tidings-" + module)) {
                addWithAllItNeeds(seen, needed);
            }
        }
    }
}
