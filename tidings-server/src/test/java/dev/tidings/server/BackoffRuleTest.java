package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Backoff is implemented once in core, and once in the client, which does not depend on core. */
class BackoffRuleTest {
    private static final String WAIT = "(?:wait|pause|delay|retry|backoff|open|slower|longer|pace)\\w*";

    /** A delay computed as a multiple of a delay, or of a power of two. */
    private static final Pattern BY_HAND = Pattern.compile("\\b" + WAIT + "\\s*\\*="
            + "|\\bmultipliedBy\\(1L? <<"
            + "|=[^;=]*\\b" + WAIT + "(?:\\.multipliedBy\\(2\\)|\\s*\\*\\s*\\d)"
            + "|=[^;=]*\\b2 \\* " + WAIT + "\\b");

    private static final Set<String> ALLOWED = Set.of("Backoff.java");

    @Test
    void no_backoff_is_written_by_hand() {
        List<Path> sources = SourceFiles.main();

        assertThat(sources).hasSizeGreaterThan(500);
        assertThat(sources.stream()
                        .filter(file -> !ALLOWED.contains(file.getFileName().toString()))
                        .flatMap(file -> byHand(SourceFiles.read(file)).map(found -> file + ": " + found)))
                .isEmpty();
    }

    @Test
    void the_rule_finds_hand_written_backoffs_and_nothing_else() {
        assertThat(List.of(
                        "pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);",
                        "delay = Math.min(2 * delay, LONGEST_DELAY_MS);",
                        "Duration twice = pause.multipliedBy(2);",
                        "openMs *= 2;",
                        "pause = Math.min(pause * 3 / 2, LONGEST_NANOS);",
                        "FIRST_DELAY.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS)),",
                        "Duration longer = AFTER_EMPTY.multipliedBy(1L << (empties - 1));"))
                .allSatisfy(line -> assertThat(byHand(line)).isNotEmpty());
        assertThat(List.of(
                        "return look.multipliedBy(2).plus(DIRECTORY);",
                        "Duration wait = BACKOFF.after(failures, random);",
                        "boolean soon = grace.multipliedBy(2).compareTo(callTimeout) < 0;"))
                .allSatisfy(line -> assertThat(byHand(line)).isEmpty());
    }

    private static Stream<String> byHand(String source) {
        return BY_HAND.matcher(source).results().map(found -> found.group());
    }
}
