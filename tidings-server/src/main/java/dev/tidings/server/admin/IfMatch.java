package dev.tidings.server.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which versions of an endpoint a change is meant for, as If-Match of RFC 9110 has it. */
public final class IfMatch {
    /** For any, and for none that is there. */
    public static final IfMatch NONE = new IfMatch(false, null);

    private static final int RADIX = 36;
    private static final int MOST_CHARS = 1024;
    private static final Pattern LIST = Pattern.compile("\\s*(?:(?:W/)?\"[^\"]*\"\\s*(?:,\\s*|$))+");
    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

    private final boolean given;
    private final @Nullable Set<String> tags;

    /** @param tags null for whatever is there */
    private IfMatch(boolean given, @Nullable Set<String> tags) {
        this.given = given;
        this.tags = tags;
    }

    /** The tag of a version, as ETag has it but without quotes. */
    public static String tag(Endpoint endpoint) {
        return Long.toString(endpoint.version(), RADIX);
    }

    /** Reads the header; throws a ProblemException for what is no list of tags. */
    public static IfMatch header(@Nullable String header) {
        if (header == null) {
            return NONE;
        }
        if (header.strip().equals("*")) {
            return new IfMatch(true, null);
        }
        // The expression is matched by recursion, a tag a level.
        if (header.length() > MOST_CHARS) {
            throw Problem.overLimit("If-Match", header.length() + " characters", "at most " + MOST_CHARS)
                    .exception();
        }
        if (!LIST.matcher(header).matches()) {
            throw Problem.invalid("If-Match", header, "tags as ETag gave them, in quotes, or *")
                    .exception();
        }
        Set<String> tags = new TreeSet<>();
        for (Matcher tag = TAG.matcher(header); tag.find(); ) {
            // A weak tag never matches here.
            if (tag.group(1) == null) {
                tags.add(tag.group(2));
            }
        }
        return new IfMatch(true, tags);
    }

    /** Of one tag without quotes; an empty one means any. */
    public static IfMatch of(String tag) {
        return tag.isEmpty() ? NONE : new IfMatch(true, Set.of(tag));
    }

    boolean given() {
        return given;
    }

    /** Throws a ProblemException unless the change is meant for what is there; null means that nothing is. */
    void check(@Nullable Endpoint present) {
        if (given && (present == null || (tags != null && !tags.contains(tag(present))))) {
            throw Problem.of(
                            ProblemCode.PRECONDITION_FAILED,
                            present == null
                                    ? "If-Match was given, but there is no such endpoint"
                                    : "the endpoint was changed since it was read; read it again, and then decide")
                    .exception();
        }
    }
}
