package dev.tidings.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The endpoint versions that a change applies to, as in the If-Match header (RFC 9110). */
public final class IfMatch {
    /** Applies to any version, and to a missing endpoint. */
    public static final IfMatch NONE = new IfMatch(false, null);

    private static final int RADIX = 36;
    private static final int MOST_CHARS = 1024;
    private static final Pattern LIST = Pattern.compile("\\s*(?:(?:W/)?\"[^\"]*\"\\s*(?:,\\s*|$))+");
    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

    private final boolean given;
    private final @Nullable Set<String> tags;

    /**
     * @param tags null for any existing version
     */
    private IfMatch(boolean given, @Nullable Set<String> tags) {
        this.given = given;
        this.tags = tags;
    }

    /** The tag of a version: its ETag without quotes. */
    public static String tag(Endpoint endpoint) {
        return Long.toString(endpoint.version(), RADIX);
    }

    /** Reads the header; throws a ProblemException if it is not a list of tags. */
    public static IfMatch header(@Nullable String header) {
        if (header == null) {
            return NONE;
        }
        if (header.strip().equals("*")) {
            return new IfMatch(true, null);
        }
        // The expression recurses once per tag.
        if (header.length() > MOST_CHARS) {
            throw Problem.overLimit("If-Match", header.length() + " characters", "at most " + MOST_CHARS)
                    .exception();
        }
        if (!LIST.matcher(header).matches()) {
            throw Problem.invalid("If-Match", header, "quoted tags from ETag, or *")
                    .exception();
        }
        Set<String> tags = new TreeSet<>();
        for (Matcher tag = TAG.matcher(header); tag.find(); ) {
            // Weak tags never match.
            if (tag.group(1) == null) {
                tags.add(tag.group(2));
            }
        }
        return new IfMatch(true, tags);
    }

    /** Reads one tag without quotes; an empty one matches any version. */
    public static IfMatch of(String tag) {
        return tag.isEmpty() ? NONE : new IfMatch(true, Set.of(tag));
    }

    boolean given() {
        return given;
    }

    /** Throws a ProblemException unless the change applies to the present endpoint, which is null if there is none. */
    void check(@Nullable Endpoint present) {
        if (given && (present == null || (tags != null && !tags.contains(tag(present))))) {
            throw Problem.of(
                            ProblemCode.PRECONDITION_FAILED,
                            present == null
                                    ? "If-Match was given, but the endpoint does not exist"
                                    : "the endpoint has changed since it was read; read it again before changing it")
                    .exception();
        }
    }
}
