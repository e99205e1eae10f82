package dev.tidings.channels.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.MustacheException;
import dev.tidings.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {
    private static final String FIELD = "channels.pigeon.templates_dir";
    private static final List<Part> PARTS =
            List.of(new Part("txt", false, "built in for {{recipient}}"), new Part("html", true, null));

    @TempDir
    Path dir;

    private Templates load() {
        return Templates.load(FIELD, dir, PARTS);
    }

    private void file(String name, String source) throws IOException {
        Files.writeString(dir.resolve(name), source);
    }

    @ParameterizedTest
    @CsvSource({
        "build.failed, zh-Hant-TW, build.failed@zh-Hant",
        "build.failed, zh-TW, build.failed@zh-Hant",
        "build.failed, zh-CN, build.failed@zh",
        "build.failed, de-AT, build.failed",
        "build.failed.again, zh-Hant-HK, build.failed@zh-Hant",
        "build.passed, de-AT, build@de",
        "build.passed, zh-CN, default@zh",
        "build, de, build@de",
        "release, zh, default@zh",
        "release, de, built-in txt",
    })
    void a_wider_type_is_used_only_without_a_matching_language(String type, String locale, String chosen)
            throws IOException {
        for (String name :
                List.of("build.failed@zh-Hant", "build.failed@zh", "build.failed", "build@de", "default@zh")) {
            file(name + ".txt.mustache", "x");
        }

        TemplateFile file =
                load().find(type, Locale.forLanguageTag(locale), "txt").getFirst();

        assertThat(file.name()).isEqualTo(chosen.startsWith("built") ? chosen : chosen + ".txt.mustache");
    }

    @Test
    void a_part_without_a_template_is_missing() {
        assertThat(load().find("build", Locale.ENGLISH, "html")).isEmpty();
    }

    @Test
    void only_html_is_escaped() throws IOException {
        file("default.html.mustache", "{{title}}");
        file("default.txt.mustache", "{{title}}");

        assertThat(render("html", Map.of("title", "a<b"))).isEqualTo("a&lt;b");
        assertThat(render("txt", Map.of("title", "a<b"))).isEqualTo("a<b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "build.text.mustache | x | files named <type>.txt.mustache, <type>.html.mustache",
                ".txt.mustache | x | files named",
                "build@klingonisch-zu-lang.txt.mustache | x | a language such as zh-CN",
                "build@.txt.mustache | x | a language such as zh-CN",
                "build.txt.mustache | {{#open}} | a Mustache template",
                "build.txt.mustache | {{>footer}} | templates cannot include others",
            })
    void an_invalid_file_fails_the_start_and_is_named(String name, String source, String message) throws IOException {
        file(name, source);

        assertThatThrownBy(this::load)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(FIELD)
                .hasMessageContaining(name)
                .hasMessageContaining(message);
    }

    @Test
    void two_files_for_one_language_are_refused() throws IOException {
        file("build@zh-CN.txt.mustache", "x");
        file("build@zh-cn.txt.mustache", "y");

        assertThatThrownBy(this::load).hasMessageContaining("build@zh-CN").hasMessageContaining("build@zh-cn");
    }

    @Test
    void a_file_is_limited_in_size_and_must_be_utf_8() throws IOException {
        file("build.txt.mustache", "x".repeat(256 * 1024 + 1));
        assertThatThrownBy(this::load)
                .hasMessageContaining("build.txt.mustache")
                .hasMessageContaining("262144");

        Files.write(dir.resolve("build.txt.mustache"), new byte[] {(byte) 0xc3});
        assertThatThrownBy(this::load).hasMessageContaining("UTF-8");
    }

    @Test
    void rendered_text_is_bounded_and_the_error_names_the_file() throws IOException {
        file("default.txt.mustache", "{{#all}}{{#all}}{{#all}}0123456789{{/all}}{{/all}}{{/all}}");

        assertThatThrownBy(() -> render("txt", Map.of("all", Collections.nCopies(100, 1))))
                .isInstanceOf(MustacheException.class)
                .hasMessage("default.txt.mustache: renders more than 1048576 characters");
    }

    private String render(String part, Map<String, Object> view) {
        return load().find("build", Locale.ENGLISH, part).getFirst().render(view);
    }
}
