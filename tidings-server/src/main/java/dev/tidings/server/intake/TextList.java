package dev.tidings.server.intake;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a list of strings from one field: a JSON array, or plain text. */
public final class TextList {
    private TextList() {}

    /** Reads a JSON array of strings. */
    public static List<String> array(String field, String text) {
        if (!text.startsWith("[")) {
            throw Problem.invalid(field, text, "a JSON array of strings, such as [\"user:1\", \"user:2\"]")
                    .exception();
        }
        return of(
                field,
                () -> JsonReader.read(text.getBytes(StandardCharsets.UTF_8), json -> {
                    List<String> texts = new ArrayList<>();
                    json.array(i -> texts.add(json.text()));
                    return texts;
                }));
    }

    /** Reads a JSON array or comma-separated strings; empty if the field is missing. */
    public static List<String> listed(String field, @Nullable String text) {
        if (text == null) {
            return List.of();
        }
        return text.startsWith("[")
                ? array(field, text)
                : Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    /** Reads a JSON array of one string, or plain text. */
    public static String one(String field, String text) {
        if (!text.startsWith("[")) {
            return text;
        }
        List<String> texts = array(field, text);
        if (texts.size() != 1) {
            throw Problem.invalid(field, texts.size() + " ids", "exactly one, because audience_kind is user")
                    .exception();
        }
        return texts.getFirst();
    }

    /** Prefixes the field of a problem with the field that contains the document. */
    public static <T> T of(String field, Supplier<T> read) {
        try {
            return read.get();
        } catch (ProblemException refused) {
            Problem problem = refused.problem();
            String path = problem.field() == null || problem.field().equals("body") ? "" : problem.field();
            throw new Problem(
                            problem.code(),
                            field + ": " + problem.message(),
                            field + (path.isEmpty() || path.startsWith("[") ? path : "." + path),
                            problem.value(),
                            problem.expected(),
                            problem.retryAfter())
                    .exception();
        }
    }

    /** Reads a flag; false if the text is missing. */
    public static boolean flag(String field, @Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw Problem.invalid(field, text, "true or false").exception();
    }
}
