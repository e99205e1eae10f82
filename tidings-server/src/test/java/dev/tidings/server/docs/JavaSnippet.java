package dev.tidings.server.docs;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java code of a document, compiled unchanged, with the shown imports. */
public final class JavaSnippet {
    private static final Pattern TYPE =
            Pattern.compile("^(?:public |final |abstract )*(?:class|interface|record|enum) (\\w+)", Pattern.MULTILINE);
    private static final Pattern METHOD =
            Pattern.compile("^(?:@\\w+\\R)?(?:public|private|protected) ", Pattern.MULTILINE);

    private static final JavaCompiler COMPILER = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());

    /** Kept for all snippets, because reading the contents of a hundred jars takes longer than compiling one. */
    private static final StandardJavaFileManager LIBRARIES =
            COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

    private JavaSnippet() {}

    /**
     * The output of the compiler; empty on success.
     *
     * @param into a folder for classes, with those of earlier snippets
     */
    public static String compile(Snippet snippet, Path into) throws IOException {
        StringWriter said = new StringWriter();
        boolean compiled = COMPILER.getTask(
                        said,
                        LIBRARIES,
                        null,
                        List.of(
                                "-d",
                                into.toString(),
                                "-proc:none",
                                "-cp",
                                into + File.pathSeparator + System.getProperty("java.class.path")),
                        null,
                        List.of(new Source(unit(snippet))))
                .call();
        return compiled ? "" : said.toString();
    }

    private static String unit(Snippet snippet) {
        String text = snippet.text();
        if (TYPE.matcher(text).find()) {
            return text;
        }
        String imports = text.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
        String body = text.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
        String given = snippet.marked("given") ? snippet.markedWith("given") : "";
        if (METHOD.matcher(body).lookingAt()) {
            return imports + "\nabstract class Snippet {\n" + body + "\n}\n";
        }
        return imports + "\nfinal class Snippet {\nvoid run(" + given + ") throws Exception {\n" + body + "\n}\n}\n";
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String code) {
            super(URI.create("string:///" + name(code) + ".java"), Kind.SOURCE);
            this.code = code;
        }

        private static String name(String code) {
            return TYPE.matcher(code).results().findFirst().orElseThrow().group(1);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
