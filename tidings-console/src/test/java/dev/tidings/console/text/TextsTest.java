package dev.tidings.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final Pattern USED = Pattern.compile("\\bt\\(\"([\\w.-]+)\"[,)]");

    @Test
    void all_languages_have_the_same_texts() {
        assertThat(Texts.in(Language.CHINESE).keys())
                .isEqualTo(Texts.in(Language.ENGLISH).keys());
    }

    @Test
    void every_text_that_a_template_or_a_page_asks_for_exists() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(jte|java)"))
                    .toList()) {
                Matcher found = USED.matcher(Files.readString(file));
                while (found.find()) {
                    used.add(found.group(1));
                }
            }
        }

        assertThat(used).hasSizeGreaterThan(40);
        assertThat(Texts.in(Language.ENGLISH).keys()).containsAll(used);
    }

    @Test
    void the_browser_says_which_language_its_reader_prefers() {
        assertThat(preferred("zh-CN,zh;q=0.9,en;q=0.8")).isEqualTo(Language.CHINESE);
        assertThat(preferred("de,en;q=0.8,zh;q=0.2")).isEqualTo(Language.ENGLISH);
        assertThat(preferred("fr")).isEqualTo(Language.ENGLISH);
        assertThat(preferred(";;=")).isEqualTo(Language.ENGLISH);
        assertThat(preferred("")).isEqualTo(Language.ENGLISH);
    }

    private static Language preferred(String accepted) {
        return Language.preferred(
                RequestHeaders.of(HttpMethod.GET, "/console", HttpHeaderNames.ACCEPT_LANGUAGE, accepted));
    }
}
