package dev.tidings.server.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown page with its snippets. */
public record Document(Path file, List<Snippet> snippets) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCE = Pattern.compile("^( *)```(\\S*)\\s*$");
    private static final Pattern MARKER = Pattern.compile("^ *<!-- snippet: (.*) -->$");

    public Document {
        snippets = List.copyOf(snippets);
    }

    /** README, guides and other documents with commands. */
    public static List<Document> all() {
        try (Stream<Path> guides = Files.list(ROOT.resolve("docs/guides"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("examples/orders/README.md")),
                            guides.filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .map(Document::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path root() {
        return ROOT;
    }

    private static Document read(Path file) {
        try {
            return of(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Document of(Path file, List<String> lines) {
        String name = ROOT.relativize(file.toAbsolutePath().normalize()).toString();
        List<Snippet> found = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            Matcher fence = FENCE.matcher(lines.get(at));
            if (!fence.matches()) {
                refuseIndented(name, lines, at);
                continue;
            }
            Matcher marker = MARKER.matcher(at == 0 ? "" : lines.get(at - 1));
            int begin = at;
            StringBuilder text = new StringBuilder();
            for (at++; !lines.get(at).strip().equals("```"); at++) {
                String line = lines.get(at);
                int indent = Math.min(fence.group(1).length(), line.length());
                text.append(line.substring(indent)).append('\n');
            }
            found.add(new Snippet(
                    name, begin + 1, fence.group(2), marker.matches() ? marker.group(1) : "", text.toString()));
        }
        return new Document(file, found);
    }

    /** Indented code has no language and no marker. */
    private static void refuseIndented(String name, List<String> lines, int at) {
        boolean indented = lines.get(at).startsWith("    ") && !lines.get(at).isBlank();
        if (indented && at > 0 && lines.get(at - 1).isBlank()) {
            throw new IllegalArgumentException(name + ":" + (at + 1) + " is code by indentation; expected a fence");
        }
    }

    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }
}
