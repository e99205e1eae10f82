package dev.tidings.channels.template;

import com.samskivert.mustache.MustacheException;
import dev.tidings.core.notification.Languages;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle.Control;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The templates of a channel, in files named {@code <type>@<language>.<part>.mustache}. All are read and checked at
 * start, so that mistakes do not surface with the first message.
 */
public final class Templates {
    private static final String DEFAULT = "default";
    private static final String SUFFIX = ".mustache";
    private static final int MAX_FILES = 2_000;
    private static final int MAX_BYTES = 256 * 1024;

    /** From the most specific language to none, like JDK resource bundles. */
    private static final Control LANGUAGES = Control.getControl(Control.FORMAT_DEFAULT);

    private record Key(String type, Locale locale, String part) {}

    private final Map<Key, TemplateFile> files;
    private final Map<String, TemplateFile> builtIn;
    private final boolean useTraits;

    private Templates(Map<Key, TemplateFile> files, Map<String, TemplateFile> builtIn) {
        this.files = Map.copyOf(files);
        this.builtIn = Map.copyOf(builtIn);
        this.useTraits = files.values().stream().anyMatch(TemplateFile::usesTraits);
    }

    /**
     * Loads the templates of a folder, with the built-in ones as defaults.
     *
     * @param field the setting's name for errors
     * @param dir null for the built-in ones only
     */
    public static Templates load(String field, @Nullable Path dir, List<Part> parts) {
        Map<Key, TemplateFile> files = new HashMap<>();
        if (dir != null) {
            for (Path file : list(field, dir)) {
                add(field, file, parts, files);
            }
        }
        Map<String, TemplateFile> builtIn = new HashMap<>();
        for (Part part : parts) {
            String source = part.builtIn();
            if (source != null) {
                builtIn.put(part.name(), TemplateFile.compile("built-in " + part.name(), part.html(), source));
            }
        }
        return new Templates(files, builtIn);
    }

    /** Returns whether any template may need more than the id of the recipient. */
    boolean useTraits() {
        return useTraits;
    }

    boolean isEmpty() {
        return files.isEmpty() && builtIn.isEmpty();
    }

    /**
     * Returns the matching templates of a part, best first: {@code build.failed}, {@code build}, then default; each in
     * the reader's language, then in wider ones, then in none; the built-in one last.
     */
    List<TemplateFile> find(String type, Locale locale, String part) {
        List<TemplateFile> found = new ArrayList<>();
        List<Locale> languages = LANGUAGES.getCandidateLocales("", locale);
        for (String name = type; ; name = wider(name)) {
            for (Locale language : languages) {
                TemplateFile file = files.get(new Key(name, language, part));
                if (file != null) {
                    found.add(file);
                }
            }
            if (name.equals(DEFAULT)) {
                break;
            }
        }
        if (builtIn.containsKey(part)) {
            found.add(builtIn.get(part));
        }
        return found;
    }

    private static String wider(String type) {
        int dot = type.lastIndexOf('.');
        return dot <= 0 ? DEFAULT : type.substring(0, dot);
    }

    private static List<Path> list(String field, Path dir) {
        try (Stream<Path> all = Files.list(dir)) {
            List<Path> found = all.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .limit(MAX_FILES + 1L)
                    .toList();
            if (found.size() > MAX_FILES) {
                throw Problem.overLimit(field, "more than " + MAX_FILES + " templates", "at most " + MAX_FILES)
                        .exception();
            }
            return found;
        } catch (IOException e) {
            throw Problem.invalid(field, dir, "a readable folder of templates (" + e + ")")
                    .exception();
        }
    }

    private static void add(String field, Path file, List<Part> parts, Map<Key, TemplateFile> files) {
        String fileName = file.getFileName().toString();
        String stem = fileName.substring(0, fileName.length() - SUFFIX.length());
        Part part = part(field, file, stem, parts);
        String name = stem.substring(0, stem.length() - part.name().length() - 1);
        int at = name.indexOf('@');
        Key key = new Key(
                at < 0 ? name : name.substring(0, at),
                at < 0 ? Locale.ROOT : locale(field, file, name.substring(at + 1)),
                part.name());
        TemplateFile other = files.put(key, read(field, file, part));
        if (other != null) {
            throw Problem.invalid(
                            field,
                            file,
                            "one template per type, language and part; " + other.name() + " is another one")
                    .exception();
        }
    }

    private static Part part(String field, Path file, String stem, List<Part> parts) {
        for (Part part : parts) {
            if (stem.endsWith("." + part.name()) && stem.length() > part.name().length() + 1) {
                return part;
            }
        }
        String names =
                parts.stream().map(part -> "<type>." + part.name() + SUFFIX).collect(Collectors.joining(", "));
        throw Problem.invalid(field, file, "files named " + names + ", optionally with @<language> after the type")
                .exception();
    }

    private static Locale locale(String field, Path file, String tag) {
        try {
            return Languages.parse(field, tag);
        } catch (ProblemException wrong) {
            throw Problem.invalid(field, file, "a language such as zh-CN, en or de after the @")
                    .exception();
        }
    }

    private static TemplateFile read(String field, Path file, Part part) {
        try {
            long bytes = Files.size(file);
            if (bytes > MAX_BYTES) {
                throw Problem.overLimit(
                                field, file + ", " + bytes + " bytes", "at most " + MAX_BYTES + " bytes per file")
                        .exception();
            }
            return TemplateFile.compile(file.getFileName().toString(), part.html(), Files.readString(file));
        } catch (IOException e) {
            throw Problem.invalid(field, file, "a readable file in UTF-8 (" + e + ")")
                    .exception();
        } catch (MustacheException e) {
            throw Problem.invalid(field, file, "a Mustache template (" + e.getMessage() + ")")
                    .exception();
        }
    }
}
