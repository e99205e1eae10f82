package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Words that code, SQL, contracts and documents must not use, listed in {@code words.yaml} with replacements. */
class WordListTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern READ = Pattern.compile(
            ".*\\.(java|md|ya?ml|proto|sql|lua|js|mjs|html|mustache|properties|xml)|.*/script/\\w+|.*/tidings");
    private static final Set<String> SKIPPED_FOLDERS =
            Set.of("target", "node_modules", ".git", "fuzz", "attacks", "data");

    private static final Set<String> SKIPPED_FILES = Set.of("words.yaml", "WordListTest.java");

    private static final Map<String, Search> SEARCHES = new HashMap<>();

    /** The prefix of a line in a comment, list or quotation. */
    private static final Pattern MARGIN = Pattern.compile("^\\s*(?:/?\\*+/?|//+|#+|--|>)?\\s*");

    /** An innermost group or character class, or an optional character. */
    private static final Pattern GROUP = Pattern.compile("\\([^()]*\\)[?*+]?|\\[[^]]*][?*+]?|\\\\.[?*+]?|[a-z .][?*]");

    private static final Pattern NOT_LITERAL = Pattern.compile("[^a-z0-9 -]+");

    /** What a merge leaves at the borders of a conflict. */
    private static final Pattern CONFLICT = Pattern.compile("(?:<{7}|>{7}) ");

    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|_");

    /**
     * @param words a regular expression for whole words in lower case; identifiers are split into words
     * @param say the replacement
     * @param except path prefixes of files where the words are part of a contract
     * @param only path prefixes of the files in which the words mean something else than elsewhere; null for all
     */
    record Rule(
            String words,
            String say,
            @Nullable List<String> except,
            @Nullable List<String> only) {
        boolean holdsIn(String file) {
            return (only == null || only.stream().anyMatch(file::startsWith))
                    && (except == null || except.stream().noneMatch(file::startsWith));
        }

        Stream<String> paths() {
            return Stream.of(except, only).filter(Objects::nonNull).flatMap(List::stream);
        }
    }

    record Rules(Map<String, String> classes, List<Rule> text) {
        static Rules read() throws IOException {
            ObjectMapper yaml = new YAMLMapper();
            try (InputStream in = Objects.requireNonNull(WordListTest.class.getResourceAsStream("/words.yaml"))) {
                return yaml.readValue(in, Rules.class);
            }
        }

        List<String> found(String file, String source) {
            List<String> found = new ArrayList<>();
            Folded folded = Folded.of(source);
            for (Rule rule : text) {
                Search search = SEARCHES.computeIfAbsent(rule.words(), Search::of);
                if (!folded.text().contains(search.literal()) || !rule.holdsIn(file)) {
                    continue;
                }
                Matcher matcher = search.pattern().matcher(folded.text());
                while (matcher.find()) {
                    found.add(file + ":" + folded.lines()[matcher.start()] + ": \"" + matcher.group() + "\": say "
                            + rule.say());
                }
            }
            return found;
        }
    }

    /** A compiled rule, and a literal that every match contains, which is searched first because it is much faster. */
    private record Search(Pattern pattern, String literal) {
        static Search of(String words) {
            String outsideGroups = words;
            for (String before = ""; !before.equals(outsideGroups); ) {
                before = outsideGroups;
                outsideGroups = GROUP.matcher(before).replaceAll("#");
            }
            String literal = outsideGroups.contains("|")
                    ? ""
                    : NOT_LITERAL
                            .splitAsStream(outsideGroups)
                            .max(Comparator.comparingInt(String::length))
                            .orElse("");
            return new Search(Pattern.compile("\\b(?:" + words + ")\\b"), literal);
        }
    }

    /** A text as a single line of words in lower case, with the line number of each character. */
    private record Folded(String text, int[] lines) {
        static Folded of(String source) {
            StringBuilder folded = new StringBuilder();
            List<Integer> lines = new ArrayList<>();
            int number = 0;
            for (String line : source.split("\n", -1)) {
                number++;
                String words = HUMP.matcher(MARGIN.matcher(line).replaceFirst(" "))
                        .replaceAll(" ")
                        .toLowerCase(Locale.ROOT);
                folded.append(words);
                for (int i = 0; i < words.length(); i++) {
                    lines.add(number);
                }
            }
            return new Folded(
                    folded.toString(),
                    lines.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    private final Rules rules;

    WordListTest() throws IOException {
        rules = Rules.read();
    }

    @Test
    void no_file_contains_a_replaced_word() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            found.addAll(rules.found(ROOT.relativize(file).toString().replace('\\', '/'), Files.readString(file)));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void no_file_contains_an_unresolved_conflict() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (CONFLICT.matcher(lines.get(i)).lookingAt()) {
                    found.add(ROOT.relativize(file) + ":" + (i + 1) + ": " + lines.get(i));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void no_class_has_a_name_that_was_replaced() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            String say = name.endsWith(".java") ? rules.classes().get(name.replace(".java", "")) : null;
            if (say != null) {
                wrong.add(ROOT.relativize(file) + ": say " + say);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void words_are_found_in_identifiers_and_across_lines_of_a_comment() {
        Rules some = new Rules(
                Map.of(),
                List.of(
                        new Rule("ways? in", "intake", null, null),
                        new Rule("dut(?:y|ies)", "singleton lease", null, null)));
        String comment = "/**\n * The way\n * in.\n */\n";
        assertThat(some.found("A.java", comment))
                .singleElement()
                .asString()
                .startsWith("A.java:2: \"way in\": say intake");
        assertThat(some.found("B.java", "int newDutyCount;\nString s = \"jobs_duty\";\n"))
                .extracting(line -> line.substring(0, 16))
                .containsExactly("B.java:1: \"duty\"", "B.java:2: \"duty\"");
        assertThat(some.found("C.java", "class Heavyduty {} // a lease, not a heavy weight\n"))
                .isEmpty();
    }

    @Test
    void the_literal_of_a_search_is_in_every_match() {
        assertThat(Search.of("dut(?:y|ies)").literal()).isEqualTo("dut");
        assertThat(Search.of("ways? in(?! which)").literal()).isEqualTo("way");
        assertThat(Search.of("lea(?:ve|ft) (?:it |(?:the )?m )?alone").literal())
                .isEqualTo("alone");
        assertThat(Search.of("\\w+ly there").literal()).isEqualTo("ly there");
        assertThat(Search.of("(?:a|an) [a-z]+").literal()).isEqualTo(" ");
        assertThat(Search.of("told|heard of").literal()).isEmpty();
        assertThat(Search.of("told|heard (?:of|from)").literal()).isEmpty();
    }

    @Test
    void every_file_that_a_rule_names_exists() throws IOException {
        List<String> all = files().stream()
                .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
                .toList();
        for (Rule rule : rules.text()) {
            rule.paths()
                    .forEach(path -> assertThat(all)
                            .as("%s of \"%s\"", path, rule.words())
                            .anyMatch(file -> file.startsWith(path)));
        }
    }

    @Test
    void a_rule_for_some_files_holds_in_these_files_only() {
        Rules some = new Rules(Map.of(), List.of(new Rule("engines?", "runtime", null, List.of("tidings-jobs/"))));
        assertThat(some.found("tidings-jobs/A.java", "// the engine exited")).hasSize(1);
        assertThat(some.found("tidings-engine/A.java", "// the engine stopped")).isEmpty();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED_FOLDERS.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (READ.matcher(file.toString()).matches()
                        && !SKIPPED_FILES.contains(file.getFileName().toString())) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }
}
