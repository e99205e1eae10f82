package dev.tidings.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The versions of a resource that a change applies to, as in the If-Match header (RFC 9110). */
public final class IfMatch {
    /** Applies to any version, and to a missing resource. */
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
    public static String tag(long version) {
        return Long.toString(version, RADIX);
    }

    /** Reads the headers of a request; throws a ProblemException if they are not a list of tags. */
    public static IfMatch of(RequestHeaders headers) {
        List<String> given = headers.getAll(HttpHeaderNames.IF_MATCH);
        return header(given.isEmpty() ? null : String.join(",", given));
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

    public boolean given() {
        return given;
    }

    /**
     * Throws a ProblemException unless the change applies to the present version.
     *
     * @param noun what the resource is, for the message
     * @param version null if the resource does not exist
     */
    public void check(String noun, @Nullable Long version) {
        if (given && (version == null || (tags != null && !tags.contains(tag(version))))) {
            throw Problem.of(
                            ProblemCode.PRECONDITION_FAILED,
                            version == null
                                    ? "If-Match was given, but the " + noun + " does not exist"
                                    : "the " + noun
                                            + " has changed since it was read; read it again before changing it")
                    .exception();
        }
    }
}
