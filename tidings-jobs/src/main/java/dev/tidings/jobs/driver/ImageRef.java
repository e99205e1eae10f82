package dev.tidings.jobs.driver;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.util.regex.Pattern;

/**
 * An image reference: {@code [registry/]name[:tag][@digest]}.
 *
 * @param text with the tag {@code latest} added if there was neither tag nor digest, so that equal references are
 * equal texts
 */
public record ImageRef(String text) {
    private static final int LONGEST = 512;
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String REGISTRY =
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?/";
    private static final Pattern FORM = Pattern.compile("(?:" + REGISTRY + ")?" + COMPONENT + "(?:/" + COMPONENT
            + ")*(?<tag>:[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?(?<digest>@sha256:[0-9a-f]{64})?");

    /** Throws a {@link DriverFailure} if the text is not a valid reference. */
    public static ImageRef parse(String text) {
        var form = FORM.matcher(text);
        if (text.length() > LONGEST || !form.matches()) {
            throw new DriverFailure(
                    JobCode.INVALID_IMAGE_REF,
                    "image_ref: '" + BoundedText.shown(text) + "'; expected [registry/]name[:tag][@sha256:digest]");
        }
        boolean bare = form.group("tag") == null && form.group("digest") == null;
        return new ImageRef(bare ? text + ":latest" : text);
    }

    @Override
    public String toString() {
        return text;
    }
}
