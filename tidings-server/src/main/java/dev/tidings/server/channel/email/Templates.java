package dev.tidings.server.channel.email;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.tidings.core.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mail of each notification type, from logic-less templates. All are read and checked at start, so that a slip shows
 * there and not with the first mail.
 */
final class Templates {
    static final String SUBJECT = "subject";
    static final String TEXT = "txt";
    static final String HTML = "html";

    private static final String DEFAULT = "default";
    private static final String SUFFIX = ".mustache";
    private static final Mustache.Compiler PLAIN =
            Mustache.compiler().escapeHTML(false).defaultValue("").emptyStringIsFalse(true);
    private static final Mustache.Compiler ESCAPED = PLAIN.escapeHTML(true);

    /** By file name without its suffix: {@code build.failed.html}. */
    private final Map<String, Template> templates;

    private Templates(Map<String, Template> templates) {
        this.templates = templates;
    }

    /**
     * The built-in templates, and in front of them those of a folder.
     *
     * @param field the setting's name for errors
     */
    static Templates load(String field, @Nullable Path dir) {
        Map<String, Template> templates = new HashMap<>();
        for (String part : List.of(SUBJECT, TEXT, HTML)) {
            String name = DEFAULT + "." + part;
            templates.put(name, compile(name, builtIn(name)));
        }
        if (dir != null) {
            try (Stream<Path> files = Files.list(dir)) {
                for (Path file : files.filter(Templates::isTemplate).toList()) {
                    add(field, file, templates);
                }
            } catch (IOException e) {
                throw Problem.invalid(field, dir, "a readable folder of templates (" + e + ")")
                        .exception();
            }
        }
        return new Templates(templates);
    }

    /**
     * @throws MustacheException when a template does not go with the data
     */
    Mail render(String type, Map<String, Object> view) {
        return new Mail(
                find(type, SUBJECT).execute(view),
                find(type, TEXT).execute(view),
                find(type, HTML).execute(view));
    }

    /** {@code build.failed}, then {@code build}, then the default. */
    private Template find(String type, String part) {
        String name = type;
        while (true) {
            Template template = templates.get(name + "." + part);
            if (template != null) {
                return template;
            }
            int dot = name.lastIndexOf('.');
            if (dot < 0 && name.equals(DEFAULT)) {
                throw new IllegalStateException("no built-in template " + part);
            }
            name = dot < 0 ? DEFAULT : name.substring(0, dot);
        }
    }

    private static boolean isTemplate(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    private static void add(String field, Path file, Map<String, Template> templates) throws IOException {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - SUFFIX.length());
        if (!(name.endsWith("." + SUBJECT) || name.endsWith("." + TEXT) || name.endsWith("." + HTML))) {
            throw Problem.invalid(
                            field,
                            file,
                            "files named <type>.subject.mustache, <type>.txt.mustache or <type>.html.mustache")
                    .exception();
        }
        try {
            templates.put(name, compile(name, Files.readString(file)));
        } catch (MustacheException e) {
            throw Problem.invalid(field, file, "a Mustache template (" + e.getMessage() + ")")
                    .exception();
        }
    }

    private static Template compile(String name, String source) {
        return (name.endsWith("." + HTML) ? ESCAPED : PLAIN).compile(source);
    }

    private static String builtIn(String name) {
        try (InputStream resource = Templates.class.getResourceAsStream(name + SUFFIX)) {
            if (resource == null) {
                throw new IllegalStateException("the built-in template " + name + " is missing from the jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
