package dev.tidings.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Describes malformed JSON documents. */
final class MalformedJson {
    /** Jackson repeats unreadable tokens, which may be unquoted secrets. */
    private static final Pattern REPEATED = Pattern.compile("token '.*?'");

    /** Jackson's start marker refers to a source that has no name here. */
    private static final Pattern BEGUN = Pattern.compile(" \\(start marker at .*");

    private static final String DUPLICATE = "Duplicate field ";

    private MalformedJson() {}

    static ProblemException of(IOException failure, Supplier<String> path) {
        if (failure instanceof StreamConstraintsException limit) {
            return Problem.overLimit(
                            path.get(),
                            limit.getOriginalMessage(),
                            "at most " + JsonReader.MAX_DEPTH + " levels, and names and numbers of limited length")
                    .exception();
        }
        if (!(failure instanceof JsonProcessingException malformed)) {
            return Problem.of(ProblemCode.MALFORMED, "the body is unreadable").exception();
        }
        String message = malformed.getOriginalMessage();
        if (message.startsWith(DUPLICATE)) {
            return Problem.invalid(path.get(), "given more than once", "each field once")
                    .exception();
        }
        return malformed(message, malformed.getLocation());
    }

    static ProblemException empty() {
        return Problem.at(ProblemCode.MALFORMED, "body", "empty", "a JSON document")
                .exception();
    }

    static ProblemException trailing(JsonParser parser) {
        return malformed("unexpected data after the document", parser.currentTokenLocation());
    }

    static ProblemException unknown(String path, String known) {
        return Problem.at(ProblemCode.UNKNOWN_FIELD, path, "an unknown field", "one of " + known)
                .exception();
    }

    private static ProblemException malformed(String message, JsonLocation at) {
        return Problem.at(
                        ProblemCode.MALFORMED,
                        "body",
                        "not JSON at line " + at.getLineNr() + ", column " + at.getColumnNr() + ": "
                                + firstLine(message),
                        "one JSON document")
                .exception();
    }

    private static String firstLine(String message) {
        String line = BEGUN.matcher(message.lines().findFirst().orElse("")).replaceFirst("");
        return REPEATED.matcher(line).replaceAll("token");
    }
}
